import * as z from 'zod';
import type { BusEvent } from '../events/event.ts';
import type { InvocationRecord } from '../lambda/invocation.ts';
import type { LocalAccount } from '../local-account.ts';
import { deploymentName } from './releases.ts';

/** What the timeline shows of the function's log: the structured line of a decision. */
const DecisionLine = z.object({
  timestamp: z.string(),
  decision: z.object({ stage: z.string(), code: z.string(), reason: z.string().optional(), sentence: z.string() }),
});

const AlarmChange = z.object({
  alarmName: z.string(),
  state: z.object({ value: z.string(), actionsSuppressedBy: z.string().optional() }),
  previousState: z.object({ value: z.string() }),
  muteDetail: z.object({}).optional(),
});

const StageChange = z.object({
  pipeline: z.string(),
  stage: z.string(),
  state: z.string(),
  'execution-id': z.string(),
});

const FunctionError = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('unknown') });

/** Calls that change a pipeline. */
const CHANGES = ['RollbackStage', 'DisableStageTransition', 'EnableStageTransition', 'StopPipelineExecution'];

const StageInput = z.object({ pipelineName: z.string(), stageName: z.string().optional() });

/** The longest run of lines of one kind that is shown. */
const MOST_ALIKE = 5;

interface Line {
  readonly time: number;
  readonly text: string;
  /** Lines of the same kind in a row are folded; without a kind they never are. */
  readonly kind: string | undefined;
  /** Of two lines at the same time the lower one comes first: a call before what it causes. */
  readonly rank: number;
}

export interface TimelineOptions {
  readonly print: (line: string) => void;
  /** Print at once what happens, not only when a step of the story ends: lines of concurrent work may change places. */
  readonly live: boolean;
}

/** A readable account of a story while it runs: what happened, what the controller decided and why, what it did. */
export class Timeline {
  readonly #options: TimelineOptions;
  #account: LocalAccount | undefined;
  #lines: Line[] = [];
  #callsShown = 0;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** Begins to listen to the account. Invocations are handed over by {@link invocationEnded}. */
  watch(account: LocalAccount): void {
    this.#account = account;
    account.eventBus.onEvent((event) => this.#event(event));
    account.topics.onPublish(({ subject, publishedAt }) => {
      // What goes to chats has no subject, and says the same.
      if (subject !== undefined) this.#add(publishedAt, `    message to people: ${subject}`);
    });
  }

  /** Something that the story does. */
  happens(text: string): void {
    this.#add(this.#now(), text);
  }

  invocationEnded({ logLines, functionError, payload, startedAt }: InvocationRecord): void {
    for (const line of logLines) this.#logLine(line);
    if (functionError !== undefined) this.#add(startedAt, `    the function FAILED: ${errorOf(payload)}`);
    if (this.#options.live) this.flush();
  }

  /** Prints what has happened since the last time, in order. Many decisions or alarms of one kind in a row are folded. */
  flush(): void {
    this.#showCalls();
    const lines = this.#lines.toSorted((a, b) => a.time - b.time || a.rank - b.rank);
    this.#lines = [];
    for (const run of runsOfOneKind(lines)) {
      const shown = run.length > MOST_ALIKE ? run.slice(0, MOST_ALIKE - 1) : run;
      for (const { time, text } of shown) this.#options.print(`${clockTime(time)}  ${text}`);
      const last = run.at(-1);
      if (shown.length < run.length && last !== undefined)
        this.#options.print(`${clockTime(last.time)}    ... and ${run.length - shown.length} more like these`);
    }
  }

  #event({ 'detail-type': type, detail }: BusEvent): void {
    const now = this.#now();
    if (type === 'CloudWatch Alarm State Change') {
      const { alarmName, state, previousState, muteDetail } = AlarmChange.parse(detail);
      const suppressed = state.actionsSuppressedBy === undefined ? '' : `, suppressed by ${state.actionsSuppressedBy}`;
      const muted = muteDetail === undefined ? '' : ', muted';
      const change = `${previousState.value} -> ${state.value}${suppressed}${muted}`;
      this.#add(now, `alarm ${alarmName}: ${change}`, { kind: `alarm ${change}` });
    }
    if (type === 'CodePipeline Stage Execution State Change') {
      const { pipeline, stage, state, 'execution-id': id } = StageChange.parse(detail);
      this.#add(now, `${pipeline}/${stage}: ${this.#nameOf(pipeline, id)} ${state.toLowerCase()}`);
    }
    if (this.#options.live) this.flush();
  }

  #nameOf(pipeline: string, executionId: string): string {
    return deploymentName(this.#watched().codePipeline.script.execution(pipeline, executionId));
  }

  #logLine(line: string): void {
    const parsed = DecisionLine.safeParse(jsonOrNothing(line));
    if (!parsed.success) return;
    const { timestamp, decision } = parsed.data;
    const reason = decision.reason === undefined ? '' : ` (${decision.reason})`;
    const text = `  controller, ${decision.stage}: ${decision.code.toUpperCase()}${reason}: ${decision.sentence}`;
    this.#add(Date.parse(timestamp), text, { kind: `decision ${decision.code}${reason}` });
  }

  #showCalls(): void {
    const { calls } = this.#watched().calls;
    for (; this.#callsShown < calls.length; this.#callsShown += 1) {
      const call = calls[this.#callsShown];
      if (call === undefined || call.outcome === undefined) return;
      if (!CHANGES.includes(call.operation)) continue;
      const { pipelineName, stageName } = StageInput.parse(call.input);
      const where = stageName === undefined ? pipelineName : `${pipelineName}/${stageName}`;
      this.#add(call.time, `    ${call.operation} ${where}: ${call.outcome}`, { rank: 0 });
    }
  }

  #add(time: number, text: string, { kind, rank = 1 }: { readonly kind?: string; readonly rank?: number } = {}): void {
    this.#lines.push({ time, text, kind, rank });
  }

  #now(): number {
    return this.#watched().clock.now();
  }

  #watched(): LocalAccount {
    if (this.#account === undefined) throw new Error('the timeline watches no account yet');
    return this.#account;
  }
}

function runsOfOneKind(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && line.kind !== undefined && run[0]?.kind === line.kind) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** `Tue 09:00:00`: stories last hours, a day or two at most. */
function clockTime(time: number): string {
  const date = new Date(time);
  const day = date.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
  return `${day} ${date.toISOString().slice(11, 19)}`;
}

/** The error of a failed invocation, in one line. */
function errorOf(payload: string): string {
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
