import * as z from 'zod';
import type { EpochMillis } from '../account/clock.ts';
import { STATE_VALUES } from '../services/cloudwatch/state-value.ts';
import type { AlarmFact, DecisionFact } from './happening.ts';

/** What is of interest in the function's log: the structured line of a decision. */
const DecisionLine = z.object({
  timestamp: z.string(),
  decision: z.object({
    stage: z.string(),
    code: z.string(),
    reason: z.string().exactOptional(),
    sentence: z.string(),
  }),
});

const AlarmChange = z.object({
  alarmName: z.string(),
  state: z.object({ value: z.enum(STATE_VALUES), actionsSuppressedBy: z.string().exactOptional() }),
  previousState: z.object({ value: z.enum(STATE_VALUES) }),
  muteDetail: z.object({}).optional(),
});

const StageChange = z.object({
  pipeline: z.string(),
  stage: z.string(),
  state: z.string(),
  'execution-id': z.string(),
});

const FunctionError = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('unknown') });

/** What an event of an alarm tells. */
export function alarmFact(detail: unknown): AlarmFact {
  const { alarmName, state, previousState, muteDetail } = AlarmChange.parse(detail);
  return {
    kind: 'alarm',
    alarm: alarmName,
    from: previousState.value,
    to: state.value,
    ...(state.actionsSuppressedBy !== undefined && { suppressedBy: state.actionsSuppressedBy }),
    muted: muteDetail !== undefined,
  };
}

/** What an event of a stage tells. */
export function stageChange(detail: unknown) {
  const { 'execution-id': executionId, ...change } = StageChange.parse(detail);
  return { ...change, executionId };
}

/** The decision in a line of the function's log; undefined for any other line. */
export function decisionIn(line: string): { readonly time: EpochMillis; readonly fact: DecisionFact } | undefined {
  const { data } = DecisionLine.safeParse(jsonOrNothing(line));
  if (data === undefined) return undefined;
  return { time: Date.parse(data.timestamp), fact: { kind: 'decision', ...data.decision } };
}

/** The error of a failed invocation, in one line. */
export function errorOf(payload: string): string {
  const { errorType, errorMessage } = FunctionError.parse(jsonOrNothing(payload));
  return `${errorType}: ${errorMessage.split('\n', 1)[0]?.slice(0, 300)}`;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
