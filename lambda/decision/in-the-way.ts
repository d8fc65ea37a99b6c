import { keptOutBy } from './at-approval.ts';
import type { Blame } from './blame.ts';
import type { AlarmCause } from './cause.ts';
import { whyMaybeFix } from './fix.ts';
import { hold } from './hold.ts';
import type { Question, Wait } from './plan.ts';
import type { Hold } from './reason.ts';
import { isSame } from './reputation.ts';
import { awaitedApproval, isStageRunning } from './stage.ts';
import {
  describeTenure,
  executionOf,
  type Live,
  occupantOf,
  replacedBy,
  type Situation,
  type Tenure,
} from './tenures.ts';
import { clock } from './time.ts';

/** What keeps the rollback from being made now: something else is live, or something runs in the stage. */
export function whatIsInTheWay(
  { cause, policy, state, facts, now }: Question<AlarmCause>,
  situation: Situation,
  blame: Blame,
  live: Live,
): Wait | Hold | undefined {
  const { stage, tenures } = situation;
  const last = tenures.at(-1);
  if (last === undefined) return undefined;
  const alarm = cause.event.alarm;
  const suspect = describeTenure(blame.newest);
  const occupant = occupantOf(situation);
  const of = { kind: 'wait' as const, occupant, suspect: blame.newest.release };
  // The pipeline's own rule may bring the suspect back over something that never was live.
  const inStage = executionOf(occupant, state, facts);
  const isOwn = inStage?.triggerType === 'AutomatedRollback';
  const isUnchanged =
    last.by === occupant &&
    (last.by === blame.newest.by
      ? stage.isRetriedByItself === true
      : isOwn && replacedBy(last, tenures)?.release.id === last.release.id);
  const leftThere = () =>
    whyOfReplaced(alarm, last, blame, tenures) ??
    (isStillBlamed(last, blame, isUnchanged) ? undefined : spareFix(alarm, last, blame));
  if (inStage?.type === 'ROLLBACK' && isStageRunning(stage)) {
    if (!isOwn || inStage.rollbackTarget !== blame.newest.release.id) {
      return hold.rollbackRunning({ execution: occupant, by: 'see the pipeline' });
    }
    const sentence = `${blame.grounds}; the pipeline's own rollback ${occupant} brings that back: decided again when it has ended`;
    return { ...of, waitsFor: 'rollback', sentence };
  }
  if (isStageRunning(stage)) {
    const approval = awaitedApproval(stage);
    const stop = policy.whileDeploying === 'stop' && policy.mode === 'enforce';
    // Nothing is stopped for a rollback that would not be made then.
    const left = stop && last.by === occupant ? leftThere() : undefined;
    if (left !== undefined) return left;
    const isDryRun = policy.mode === 'dry-run';
    const again = `decided again when it has ended${isDryRun ? ', and nothing is changed in dry-run mode' : ''}`;
    const then = stop ? 'the stage is rolled back then' : again;
    if (approval !== undefined) {
      const sentence = `${blame.grounds}; ${keptOutBy(approval, occupant, stop ? 'rejects' : policy.mode)}`;
      return { ...of, waitsFor: 'approval', approval, ...(!stop && !isDryRun && { reason: 'approval' }), sentence };
    }
    const what =
      live.kind === 'deploying'
        ? `deployment ${occupant} runs`
        : `execution ${occupant} is in the stage, and deploys nothing ${last.by === occupant ? 'any more' : 'yet'}`;
    return {
      ...of,
      waitsFor: 'deployment',
      sentence: `${blame.grounds}; ${what}: ${stop ? `it is stopped, and ${then}` : then}`,
    };
  }
  // A rollback that failed has left what is blamed, or half of it.
  if (live.kind === 'mixed' && live.tenure.release.id === blame.newest.release.id) return undefined;
  if (last.isRollback && !isStillBlamed(last, blame, isUnchanged)) {
    const detail = `${blame.onset.how}, the rollback ended ${clock(last.endedAt ?? now)}`;
    return hold.alarmOfReplaced({ alarm, replaced: suspect, rollback: last.by, detail });
  }
  // Else it was deployed before anybody could know: no fix, and it most likely carries what is blamed along.
  return leftThere();
}

/** What is blamed is there once more: since before anybody knew of the trouble, or nobody decided on it. */
function isStillBlamed(last: Tenure, { newest, told }: Blame, isUnchanged: boolean): boolean {
  return last.release.id === newest.release.id && (last === newest || last.beganAt < told || isUnchanged);
}

/** What may be the fix is left in the stage: whether it goes is for a person to decide. */
function spareFix(alarm: string, last: Tenure, blame: Blame): Hold | undefined {
  const { newest, told, reputation, onset } = blame;
  // An equal release, built once more, carries what is blamed.
  const isEqual = isSame(last.release, newest.release, reputation);
  const why =
    last.beganAt >= told
      ? `it began deploying at ${clock(last.beganAt)}, after the alarm was on (${clock(told)})`
      : isEqual
        ? undefined
        : whyMaybeFix(last, reputation, onset.at);
  if (why === undefined) return undefined;
  const live = last.by === newest.by ? 'another attempt of it' : describeTenure(last);
  return hold.suspectReplaced({ alarm, suspect: describeTenure(newest), live, detail: `${why}: it may be the fix` });
}

/** The trouble began before a rollback had ended, over which something else was deployed since: it is that of what the rollback replaced. */
function whyOfReplaced(alarm: string, last: Tenure, blame: Blame, tenures: readonly Tenure[]): Hold | undefined {
  const { newest, onset, reputation } = blame;
  const rollback = tenures.findLast(
    ({ isRollback, outcome, endedAt = 0 }) => isRollback && outcome === 'whole' && endedAt > onset.earliest,
  );
  const replaced = rollback && (newest.beganAt < rollback.beganAt ? newest : replacedBy(rollback, tenures));
  if (rollback === undefined || replaced === undefined || last.isRollback) return undefined;
  // Built once more, it carries what the rollback replaced.
  if (isSame(last.release, replaced.release, reputation)) return undefined;
  const detail = `${onset.how}, the rollback ended ${clock(rollback.endedAt ?? onset.at)}, and ${describeTenure(last)} was deployed over what that brought back`;
  return hold.alarmOfReplaced({ alarm, replaced: describeTenure(replaced), rollback: rollback.by, detail });
}
