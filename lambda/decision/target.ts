import { FactWanted, known, readOn, readValue } from './asking.ts';
import { inOrder, type TargetQuestion, whyDoubtful, whyNotEligible } from './eligible.ts';
import { describeExecution, type Execution, type ExecutionId, isNewestFirst, shortId } from './execution.ts';
import type { Want } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import { describeProof, isProven, troubleOf } from './reputation.ts';
import { clock, type EpochMillis, isSameHour } from './time.ts';

export interface Target {
  readonly kind: 'target';
  readonly execution: Execution;
  /** Why it is believed to be good, with the numbers. */
  readonly proof: string;
}

/** None of so many is proven: rather the newest of them than a proven one of weeks ago, for which every page would be read. */
const ENOUGH = 100;

/** Newer ones that were passed over are named up to so many. */
const MOST_NAMED = 2;

/** CodePipeline throttles early. */
const AT_ONCE = 10;

/**
 * The release to go back to: the newest proven one that is older than every suspect, succeeded in this stage under the current version of
 * the pipeline, is no ROLLBACK and not known bad; the next, where that one was troubled and the next was not; without a proven one the
 * newest that was never blamed. Sorted here: AWS documents no order. The first page is enough while the list is seen to come newest first.
 */
export function chooseTarget(question: TargetQuestion): Target | Hold {
  const { items } = known(question.facts, 'succeeded');
  const furtherPages = () => readOn(question.facts, 'succeeded');
  if (question.named === undefined && !isNewestFirst(items)) furtherPages();
  return chooseAmong(question, items, furtherPages);
}

/** The same among executions that were found otherwise; `readOn` throws where there may be more of them. */
export function chooseAmong(
  question: TargetQuestion,
  items: readonly Execution[],
  readOn: () => void = () => undefined,
): Target | Hold {
  const { named, now } = question;
  if (named !== undefined) return namedTarget(question, items, named, readOn);
  let unproven: Execution | undefined;
  let troubled: { readonly execution: Execution; readonly at: EpochMillis } | undefined;
  for (const execution of eligibleAmong(question, items)) {
    if (isProven(execution, question, now)) {
      const at = troubleOf(execution, question, now);
      if (at === undefined) return target(execution, question, 'proven', items);
      // Two in a row, at other hours of the day: rather the alarm is restless.
      if (troubled !== undefined && !isSameHour(troubled.at, at)) break;
      troubled ??= { execution, at };
    } else if (whyDoubtful(execution, question) === undefined) unproven ??= execution;
  }
  if (troubled !== undefined) return target(troubled.execution, question, 'proven', items);
  if (unproven === undefined || items.length < ENOUGH) readOn();
  return unproven === undefined ? noTarget(question, items) : target(unproven, question, 'unproven', items);
}

/** Those that may be gone back to, newest first. What has to be read of those in front of one is asked at once: there may be hundreds. */
function* eligibleAmong(question: TargetQuestion, items: readonly Execution[]): Generator<Execution> {
  const wants = new Map<string, Want>();
  const ask = () => {
    if (wants.size > 0) throw new FactWanted([...wants.values()]);
  };
  for (const execution of inOrder(items)) {
    if (wants.size >= AT_ONCE) ask();
    try {
      if (whyNotEligible(execution, question) !== undefined) continue;
    } catch (error) {
      if (!(error instanceof FactWanted)) throw error;
      for (const want of error.wants) wants.set(JSON.stringify(want), want);
      continue;
    }
    ask();
    yield execution;
  }
  ask();
}

function target(execution: Execution, question: TargetQuestion, how: string, items: readonly Execution[] = []): Target {
  const proof = `${how}: ${describeProof(execution, question, question.now)}`;
  const passed = inOrder(items).filter((one) => one.startedAt > execution.startedAt && isBefore(one, question));
  const named = passed
    .slice(0, MOST_NAMED)
    .map((one) => `${describeExecution(one)}: ${whyPassedOver(one, question)}`)
    .concat(passed.length > MOST_NAMED ? [`and ${passed.length - MOST_NAMED} more`] : []);
  return {
    kind: 'target',
    execution,
    proof: named.length === 0 ? proof : `${proof}; passed over: ${named.join('; ')}`,
  };
}

/** A release that was deployed before every suspect. */
function isBefore({ type, startedAt }: Execution, { suspect, suspects }: TargetQuestion): boolean {
  return type !== 'ROLLBACK' && [suspect, ...suspects].every((one) => startedAt < one.startedAt);
}

/** Why one that succeeded in the stage before every suspect is not gone back to. */
function whyPassedOver(execution: Execution, question: TargetQuestion): string {
  const why = whyNotEligible(execution, question);
  if (why !== undefined) return why;
  const proof = describeProof(execution, question, question.now);
  if (!isProven(execution, question, question.now)) {
    return whyDoubtful(execution, question) ?? `it is not proven: ${proof}`;
  }
  const at = troubleOf(execution, question, question.now);
  return at === undefined ? proof : `an alarm went on in the first day of its release, at ${clock(at)}`;
}

function namedTarget(
  question: TargetQuestion,
  items: readonly Execution[],
  named: ExecutionId,
  readOn: () => void,
): Target | Hold {
  const candidate = items.find(({ id }) => id === named);
  if (candidate === undefined) readOn();
  const why =
    candidate === undefined
      ? 'it did not succeed in this stage under the current pipeline version'
      : whyNotEligible(candidate, question);
  if (candidate !== undefined && why === undefined) return target(candidate, question, 'named');
  const others = inOrder(items).filter((execution) => whyNotEligible(execution, question) === undefined);
  const eligible = others.slice(0, 10).map(describeCandidate).join('; ') || 'none';
  return hold.targetNotEligible({ target: named, why: why ?? 'unknown', eligible });
}

/** Says why there is no target, with the numbers; the version of the suspect is asked for, since an edit is the usual reason. */
function noTarget(question: TargetQuestion, succeeded: readonly Execution[]): Hold {
  const { suspect, stage, facts } = question;
  const others = succeeded.filter((execution) => execution.id !== suspect.id);
  if (others.length === 0) {
    const detail = readValue(facts.executions[suspect.id], { fact: 'execution', id: suspect.id });
    const version = detail === 'not-found' ? undefined : detail.version;
    if (version !== undefined && version !== stage.pipelineVersion) {
      return hold.noEligibleTarget({
        why: `the pipeline was edited: it is at version ${stage.pipelineVersion}, ${describeExecution(suspect)} and every earlier execution ran under version ${version} or older, and CodePipeline rolls back only within a version`,
      });
    }
    return hold.noEligibleTarget({
      why: `no other execution succeeded in this stage under pipeline version ${stage.pipelineVersion}`,
    });
  }
  const reasons = inOrder(others)
    .slice(0, 5)
    .map(
      (execution) =>
        `${execution.id.slice(0, 8)}: ${whyNotEligible(execution, question) ?? whyDoubtful(execution, question)}`,
    );
  return hold.noEligibleTarget({
    why: `${others.length} other ${others.length === 1 ? 'execution' : 'executions'} succeeded in this stage, none is eligible (${reasons.join('; ')})`,
  });
}

function describeCandidate(execution: Execution): string {
  return `${execution.id} (${clock(execution.startedAt)}, ${shortId(execution.revisions[0])})`;
}
