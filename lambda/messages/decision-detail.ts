import * as z from 'zod/mini';
import { EntryCode } from '../decision/entry.ts';

const Moment = z.iso.datetime().check(z.describe('ISO 8601, UTC, with milliseconds.'));

const ExecutionDetail = z.object({
  executionId: z.string(),
  startedAt: Moment,
  author: z.exactOptional(z.string()).check(z.describe('Who made the change, where a Git provider told it.')),
  revisions: z
    .array(z.object({ action: z.string(), id: z.exactOptional(z.string()), summary: z.exactOptional(z.string()) }))
    .check(
      z.describe(
        'Source action, commit id (or image digest, object version) and the first line of the commit message.',
      ),
    ),
});

export type ExecutionDetail = z.infer<typeof ExecutionDetail>;

/**
 * `detail` of the event. Within version 1 members are only added, so a consumer ignores members that it does not know; a
 * change of what is there raises the version.
 */
export const DecisionDetail = z
  .object({
    version: z.literal(1),
    id: z.string().check(z.describe('Unique within the stage; the same if the event is delivered twice.')),
    at: Moment.check(z.describe('When it was decided or happened.')),
    causedAt: Moment.check(z.describe('When its cause happened: the alarm, the command.')),
    pipeline: z.string(),
    stage: z.string(),
    code: EntryCode.check(z.describe('What happened (docs/how-it-decides.md, entry codes).')),
    reason: z
      .exactOptional(z.string())
      .check(
        z.describe(
          'Why nothing was done, where code is hold or not-rolled-back (hold codes). Where it is wait or not-recovered: what is told apart of it.',
        ),
      ),
    headline: z.string().check(z.describe('For people. May be reworded.')),
    sentence: z.string().check(z.describe('For people: what happened and why, with the numbers. May be reworded.')),
    cause: z.string().check(z.describe('For people: the alarm, the person or the rule behind it.')),
    alarm: z.exactOptional(
      z.object({ name: z.string(), arn: z.exactOptional(z.string()), reason: z.exactOptional(z.string()) }),
    ),
    incident: z.exactOptional(z.string()).check(z.describe('The same for everything that happens to one incident.')),
    suspect: z.exactOptional(ExecutionDetail).check(z.describe('The execution that is blamed.')),
    target: z.exactOptional(ExecutionDetail).check(z.describe('The execution that the stage goes back to.')),
    rollbackExecutionId: z.exactOptional(z.string()),
    frozen: z
      .exactOptional(z.boolean())
      .check(z.describe('Whether the controller keeps the inbound transition disabled.')),
    nextStep: z.object({
      text: z.string(),
      commands: z
        .array(
          z.object({
            action: z.string(),
            pipeline: z.exactOptional(z.string()),
            stage: z.exactOptional(z.string()),
            acrossBarrier: z.exactOptional(z.literal(true)),
          }),
        )
        .check(z.describe('Events to invoke the function with.')),
    }),
    links: z.array(z.object({ label: z.string(), url: z.string() })).check(z.describe('Pages of the AWS console.')),
  })
  .check(z.describe('Something that the rollback controller decided, or that happened to an incident.'));

export type DecisionDetail = z.infer<typeof DecisionDetail>;
