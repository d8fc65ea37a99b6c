import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';
import type { RollbackControllerProps } from '../../lib/rollback-controller-props.ts';
import { bareApp } from './synthesized.ts';

const make = (props: RollbackControllerProps) => () =>
  new RollbackController(new Stack(bareApp(), 'Shop'), 'RollbackController', props);

test.each<[RollbackControllerProps, string]>([
  [{ memorySize: 64 }, 'memorySize: must be whole megabytes from 128 to 10,240; got 64'],
  [{ reservedConcurrentExecutions: 0 }, 'with 0 the function never runs; got 0'],
  [{ notifyEmails: ['ops'] }, 'notifyEmails: must be a list of e-mail addresses, each once; got ["ops"]'],
  [{ notifyEmails: ['a@example.com', 'a@example.com'] }, 'each once'],
  [{ artifactBuckets: ['Mine'] }, 'artifactBuckets: must be a list of names of buckets'],
  [{ runbook: 'docs/runbook.md' }, 'runbook: must be a URL'],
  [{ scope: JSON.parse('{}') }, 'scope: name pipelines or a tag'],
  [{ timeout: Duration.seconds(0) }, 'timeout: 0 seconds; a function may take 1 to 900 seconds'],
  [{ timeout: Duration.minutes(20), lease: Duration.minutes(25) }, 'timeout: 1200 seconds;'],
  [{ lease: Duration.hours(1) }, 'lease: 3600 seconds is too long'],
])('%j is refused at synth, with what to write instead', (props, says) => {
  expect(make(props)).toThrow(says);
});

test('what is not known at synth is not refused, and all that is wrong is said at once', () => {
  const later = Lazy.string({ produce: () => 'ops@example.com' });
  expect(make({ notifyEmails: [later], runbook: Lazy.string({ produce: () => 'x' }) })).not.toThrow();
  expect(make({ memorySize: 1, runbook: 'x' })).toThrow(/memorySize: .*\n.*runbook: /);
});
