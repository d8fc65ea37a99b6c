import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { deploymentEnvironment, readAppSettings } from '../../lib/app/app-settings.ts';
import { addRollbackController } from '../../lib/app/rollback-controller-app.ts';
import { app, bareApp } from './synthesized.ts';

describe('the context of the app', () => {
  it('needs nothing', () => {
    expect(readAppSettings(bareApp().node)).toEqual({
      guards: 'guards.json',
      stackName: 'RollbackController',
      notifyEmail: [],
      dashboard: true,
      testEvents: true,
    });
  });

  it('takes what the command line gives it, which is text', () => {
    const context = { timeoutSeconds: '60', leaseSeconds: '90', notifyEmail: 'a@example.com,b@example.com' };
    const settings = readAppSettings(bareApp(context).node);
    expect(settings.timeoutSeconds?.toSeconds()).toBe(60);
    expect(settings.leaseSeconds?.toSeconds()).toBe(90);
    expect(settings.notifyEmail).toEqual(['a@example.com', 'b@example.com']);
  });

  it('switches parts of the stack off, in cdk.json or on the command line', () => {
    const settings = readAppSettings(bareApp({ dashboard: 'false', testEvents: false }).node);
    expect(settings).toMatchObject({ dashboard: false, testEvents: false });
  });

  it.each([
    ['dashboard', 'no', 'dashboard must be true or false'],
    ['testEvents', '0', 'testEvents must be true or false'],
    ['runbookUrl', 'docs/runbook.md', 'runbookUrl must be a URL'],
    ['stackName', 'my stack', 'stackName must be 1 to 128 letters, digits and hyphens'],
    ['notifyEmail', 'a@example.com,ops', '"ops" is not an e-mail address; separate several by commas'],
    ['leaseSeconds', 'long', 'leaseSeconds must be a number of seconds'],
    ['timeoutSeconds', '-1', 'timeoutSeconds must be at least 1 second'],
    ['timeoutSeconds', '901', 'timeoutSeconds must be at most 900 seconds'],
    ['artifactBuckets', 'shop-artifacts,Mine', '"Mine" is not the name of a bucket; separate several by commas'],
    ['guards', '', 'guards must be the path of a guards file'],
  ])('refuses %s=%s', (key, value, expected) => {
    expect(() => readAppSettings(bareApp({ [key]: value }).node)).toThrow(`-c ${key}=...: ${expected}`);
  });
});

describe('the warnings at synth', () => {
  function warnings(context: Record<string, unknown>): string[] {
    const root = app({ context: { guards: 'guards.example.json', ...context } });
    const stack = addRollbackController(root, {});
    return Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data));
  }

  it('say that nobody is told anything, where no address is given', () => {
    expect(warnings({})).toEqual([
      expect.stringMatching(
        /^nobody is told by e-mail .* -c notifyEmail=ADDRESS,\.\.\. or subscribe .* output TopicArn/,
      ),
    ]);
    expect(warnings({ notifyEmail: 'ops@example.com' })).toEqual([]);
  });

  it.each([
    ['notifyEmails', 'did you mean "notifyEmail"?'],
    ['guard', 'did you mean "guards"?'],
    ['stack-name', 'did you mean "stackName"?'],
    ['colour', 'nothing reads the context key "colour". The keys are: guards, stackName, notifyEmail,'],
  ])('name the known keys for -c %s=...', (key, expected) => {
    const said = warnings({ notifyEmail: 'ops@example.com', [key]: 'x' });
    expect(said).toEqual([expect.stringContaining(expected)]);
    expect(said[0]).toContain('The keys are: guards, stackName, notifyEmail, timeoutSeconds, leaseSeconds, dashboard');
  });

  it('leave the keys of the CDK alone', () => {
    const cdk = { '@aws-cdk/core:newStyleStackSynthesis': true, 'availability-zones:account=1:region=x': ['a'] };
    expect(warnings({ notifyEmail: 'ops@example.com', ...cdk })).toEqual([]);
  });
});

describe('the environment of the stack', () => {
  it('is what the CDK CLI found out with credentials', () => {
    expect(deploymentEnvironment({ CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' })).toEqual({
      account: '111122223333',
      region: 'eu-west-1',
    });
  });

  it('stays open without credentials, when the region is a guess', () => {
    expect(deploymentEnvironment({ CDK_DEFAULT_REGION: 'us-east-1' })).toEqual({});
  });
});
