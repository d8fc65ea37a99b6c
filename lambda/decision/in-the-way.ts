import { keptOutBy } from './at-approval.ts';
import type { Blame } from './blame.ts';
import type { AlarmCause } from './cause.ts';
import { whyMaybeFix } from './fix.ts';
import { hold } from './hold.ts';
import type { Question, Wait } from './plan.ts';
import type { Hold } from './reason.ts';
import { isSame } from './reputation.ts';
import { awaitedApproval, isStageRunning } from './stage.ts';
import { describeTenure, executionOf, type Live, occupantOf, replacedBy, type Situation } from './tenures.ts';
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
  const { told } = blame;
  // The same release, deployed again once the alarm was on, may be what is to mend it.
  const isAgain = last.release.id === blame.newest.release.id;
  const isUnchanged = last.by === occupant && isOwn && replacedBy(last, tenures)?.release.id === last.release.id;
  if (isAgain && (last === blame.newest || last.beganAt < told || isUnchanged)) return undefined;
  // A rollback that failed has left what is blamed, or half of it.
  if (live.kind === 'mixed' && live.tenure.release.id === blame.newest.release.id) return undefined;
  const liveNow = describeTenure(last);
  if (last.isRollback) {
    const detail = `${blame.onset.how}, the rollback ended ${clock(last.endedAt ?? now)}`;
    return hold.alarmOfReplaced({ alarm, replaced: suspect, rollback: last.by, detail });
  }
  // An equal release, built once more, carries what is blamed.
  const isEqual = isSame(last.release, blame.newest.release, blame.reputation);
  const why =
    last.beganAt >= told
      ? `it began deploying at ${clock(last.beganAt)}, after the alarm was on (${clock(told)})`
      : isEqual
        ? undefined
        : whyMaybeFix(last, blame.reputation, blame.onset.at);
  if (why !== undefined)
    return hold.suspectReplaced({ alarm, suspect, live: liveNow, detail: `${why}: it may be the fix` });
  // It was deployed before anybody could know: no fix, and it most likely carries what is blamed along.
  return undefined;
}
