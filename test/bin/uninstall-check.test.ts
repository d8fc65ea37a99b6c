import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipelineClient, DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { beforeEach, describe, expect, it } from 'vitest';
import { freezeReason } from '../../lambda/decision/freeze.ts';
import { consoles, PROD } from '../scenarios/consoles.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { runTool } from './run-tool.ts';

const { account, command, openIncident } = consoles();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'uninstall-'));
  return () => rmSync(directory, { recursive: true });
});

const check = (...args: readonly string[]) =>
  runTool('uninstall-check', account(), directory, ['--region', 'us-east-1', ...args]);

const functionName = () => controllerOf(account()).deployed.functionName;

/** Closes the way into a stage with a reason. */
async function close(pipelineName: string, stageName: string, reason: string) {
  const client = new CodePipelineClient({
    endpoint: account().endpoint,
    region: account().identity.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new DisableStageTransitionCommand({ pipelineName, stageName, transitionType: 'Inbound', reason }));
}

describe('npm run uninstall-check', () => {
  it('finds nothing in the way of a controller at rest, and lists what it guards', async () => {
    const { code, stdout, stderr } = await check('--function', functionName());
    expect(stderr).toBe('');
    expect(stdout).toContain('guarded   shop/Prod: alarms roll nothing back here afterwards\n');
    expect(stdout).toMatch(/\n\d guards, 0 freezes, 0 open incidents: nothing is in the way\n$/);
    expect(code).toBe(0);
  });

  it('finds the open incident and the freeze of a rollback, with the events that end them, and neither afterwards', async () => {
    await openIncident();
    const during = await check('--function', functionName());
    expect(during.stdout).toMatch(
      /^open {6}shop\/Prod: incident \S+ \(rolling-back\) .*: \{"action":"abort","pipeline":"shop","stage":"Prod"\}$/m,
    );
    expect(during.stdout).toMatch(
      /^frozen {4}shop\/Prod: by incident \S+; .*: \{"action":"release","pipeline":"shop","stage":"Prod"\}$/m,
    );
    expect(during.code).toBe(1);
    await command({ action: 'abort', ...PROD });
    await command({ action: 'release', ...PROD });
    expect(await check('--function', functionName())).toMatchObject({ code: 0 });
  });

  it('finds a freeze that is left where the controller is gone, and no transition that a person closed', async () => {
    expect(await check('--gone')).toMatchObject({ code: 0 });
    await close('shop', 'Prod', freezeReason('20260303-090500-aaaa', 'aaaaaaaa'));
    await close('shop', 'Staging', 'release on Monday');
    const { code, stdout } = await check('--gone');
    expect(stdout.split('\n')).toEqual([
      'frozen    shop/Prod: by incident 20260303-090500-aaaa; no deployment enters it until somebody opens it: aws codepipeline enable-stage-transition --pipeline-name shop --stage-name Prod --transition-type Inbound',
      '0 guards, 1 freeze, 0 open incidents: end what is open or frozen first',
      '',
    ]);
    expect(code).toBe(1);
  });

  it.each([
    ['no function', [], 'name the function of the controller with --function'],
    ['a function that is not there', ['--function', 'nobody'], 'function nobody: ResourceNotFoundException'],
    ['another region', ['--gone', '--region', 'us-est-1'], '"us-est-1" is no AWS region; did you mean us-east-1'],
  ])('says what is wrong with %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await check(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
