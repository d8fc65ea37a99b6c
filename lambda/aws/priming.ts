import { Readable } from 'node:stream';
import type { CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { alarmArn } from '../decision/alarm-arn.ts';
import { EMPTY_STATE } from '../decision/state.ts';
import type { Ports } from '../ports.ts';

/** Answers every call with nothing, and has no way to send one: a client that is made with it cannot reach AWS. */
export const UNSENT = {
  handle: async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => ({
    response: { statusCode: 200, headers: {}, body: Readable.from([headers['x-amz-target'] ? '{}' : NO_XML]) },
  }),
} satisfies CodePipelineClientConfig['requestHandler'];

/** SNS alone speaks XML here. */
const NO_XML = '<PublishResponse><PublishResult/></PublishResponse>';

/** Neither name can be that of a stage. */
const KEY = { pipeline: '-', stage: '-' };

/**
 * Runs the code that an alarm needs once, while its environment is made, with clients that are {@link UNSENT}: Lambda gives that phase a
 * whole processor, and the alarm a fraction of one.
 */
export async function prime({
  home,
  records,
  guards,
  pipelines,
  alarms,
  watches,
  breaker,
  history,
  announcer,
}: Ports): Promise<void> {
  const lock = { key: KEY, holder: '-', fence: 0, leaseUntil: 0 };
  const entry = { id: '-', causedAt: 0, at: 0, code: 'hold', sentence: '-', announce: true, cause: '-' } as const;
  await Promise.all([
    records.acquire(KEY, { purpose: 'alarm', holder: '-', now: 0, leaseUntil: 0 }),
    records.save(lock, EMPTY_STATE),
    records.globalPause(),
    breaker.enter('-', 0, { count: 1, minutes: 1 }),
    guards.of(KEY),
    pipelines.stage(KEY),
    pipelines.executions(KEY, 'succeeded-in-stage'),
    pipelines.actions(KEY),
    pipelines.rollback(KEY, '-'),
    alarms.describe([alarmArn(home, '-')]),
    watches.send({ ...KEY, dueAt: 0 }),
    history.append(KEY, entry),
    announcer.announce(KEY, entry),
  ]);
}
