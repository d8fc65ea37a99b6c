import type { Call } from '../../emulator/account/front-door/call-log.ts';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { actualEnd } from '../../emulator/stories/actual-end.ts';
import { difference } from '../../emulator/stories/difference.ts';
import { perform } from '../../emulator/stories/rehearsal.ts';
import { KILLED, type Story, type StoryEnd } from '../../emulator/stories/story.ts';
import { mailsOf } from './mails.ts';
import { unfinished } from './unfinished.ts';

/** How often the function calls AWS from the first alarm of a story on, when nothing goes wrong. */
export interface CallCount {
  readonly calls: number;
  /** Of these, the ones until the end of the first invocation with an alarm; the others follow up. */
  readonly onAlarm: number;
  /** Their names, in order: `dynamodb UpdateItem`. */
  readonly names: readonly string[];
  readonly rolledBackAfter: number | undefined;
}

/** The process is killed before the call (counted from 1) has any effect, or after its effect and before its answer. */
export interface CrashPoint {
  readonly call: number;
  /** Only calls of this name count: `codepipeline RollbackStage`. */
  readonly of?: string;
  readonly moment: 'before' | 'after';
}

export interface CrashResult {
  readonly point: CrashPoint;
  /** The call that was hit, e.g. `codepipeline RollbackStage`; absent where this run made fewer calls. */
  readonly hit: string | undefined;
  /** What must not be, one line each. */
  readonly violations: readonly string[];
  /** Seconds from the first alarm to the controller's first accepted rollback. */
  readonly rolledBackAfter: number | undefined;
  /** Messages to people beyond those that the story wants. */
  readonly repeatedMessages: number;
  /** The timeline, for whoever looks into a violation. */
  readonly timeline: readonly string[];
}

/** Longer than every retry of Lambda, every lease and every visibility timeout together. */
const AFTERMATH_MINUTES = 15;

export function countCalls(story: Story, assembly: string): Promise<CallCount> {
  const alarm = new FirstAlarm();
  const options = { assembly, pace: 'fast' as const, print: () => undefined };
  return perform(story, { ...options, onReady: (account) => alarm.await(account) }, async ({ account }) => {
    const calls = account.calls.calls.filter((call) => alarm.concerns(call));
    const handled = account.functions.all
      .flatMap(({ host }) => host.invocations)
      .find(({ event }) => event.includes('CloudWatch Alarm State Change'));
    const end = handled === undefined ? 0 : handled.startedAt + handled.durationMilliseconds;
    return {
      calls: calls.length,
      onAlarm: calls.filter(({ time }) => time <= end).length,
      names: calls.map(nameOf),
      rolledBackAfter: alarm.secondsToRollback(account),
    };
  });
}

/** Plays the story with one crash, gives everything its time, and looks at what has become of it. */
export function crashAt(story: Story, assembly: string, point: CrashPoint): Promise<CrashResult> {
  const alarm = new FirstAlarm();
  const timeline: string[] = [];
  let hit: string | undefined;
  const onReady = (account: LocalAccount) => {
    alarm.await(account);
    const kill = (call: Call) => {
      hit = nameOf(call);
      timeline.push(`---- killed ${point.moment} call ${point.call}, ${hit}`);
      account.killCaller(call);
    };
    account.faults.add({
      where: (call) => alarm.concerns(call) && (point.of ?? nameOf(call)) === nameOf(call),
      calls: point.call,
      ...(point.moment === 'before' ? { before: kill, fault: { kind: 'never-delivered' } } : { after: kill }),
    });
  };
  const options = { assembly, pace: 'fast' as const, print: (line: string) => void timeline.push(line) };
  // Commands are synchronous: the person sees that the function failed, and asks again.
  return perform(story, { ...options, onReady, commandAttempts: 2 }, async (scene) => {
    await scene.pass(AFTERMATH_MINUTES);
    const end = await actualEnd(scene.account, scene.stages);
    return {
      point,
      hit,
      violations: [...violationsOf(story.end, end), ...(await unfinished(scene.account))],
      rolledBackAfter: alarm.secondsToRollback(scene.account),
      repeatedMessages: mailsOf(scene.account).length - story.end.announced.length,
      timeline,
    };
  });
}

/** A crash may repeat a message and change a reason that is only recorded; nothing else. */
function violationsOf(expected: StoryEnd, actual: StoryEnd): string[] {
  return difference(
    { ...expected, announced: distinct(expected.announced), recorded: [], failures: [] },
    {
      ...actual,
      announced: distinct(actual.announced),
      recorded: [],
      failures: actual.failures.filter((failure) => failure !== KILLED),
    },
  );
}

/** The moment that the counting of calls begins at. */
class FirstAlarm {
  #at: number | undefined;
  #earlierCalls = 0;

  await(account: LocalAccount): void {
    for (const { eventBus } of [account, ...account.spokes]) {
      eventBus.onEvent(({ 'detail-type': type, detail }) => {
        if (this.#at !== undefined || type !== 'CloudWatch Alarm State Change') return;
        if (!JSON.stringify(detail.state).includes('"ALARM"')) return;
        this.#at = account.clock.now();
        this.#earlierCalls = account.calls.calls.length;
      });
    }
  }

  concerns({ caller, sequence }: Call): boolean {
    return this.#at !== undefined && sequence > this.#earlierCalls && caller.kind === 'function';
  }

  secondsToRollback({ codePipeline }: LocalAccount): number | undefined {
    const at = this.#at;
    if (at === undefined) return undefined;
    const ours = codePipeline.script.acceptedRollbacks.find(
      ({ callerArn, time }) => callerArn.includes(':assumed-role/') && time >= at,
    );
    return ours === undefined ? undefined : Math.round((ours.time - at) / 1000);
  }
}

function nameOf({ service, operation }: Call): string {
  return `${service} ${operation}`;
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
