import type { CommandOf } from '../../intake/command.ts';
import { known, readAll } from '../asking.ts';
import type { Entry } from '../entry.ts';
import { isInForce, isOurFreeze, withSeenTransition } from '../freeze.ts';
import type { StageState } from '../state.ts';
import { MINUTE } from '../time.ts';
import { CHANGE_AGAIN_FOR } from '../times.ts';
import { type AskedFor, type Next, promising, type Turn, tried } from '../turn.ts';
import { about, because, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

const ENABLED = 'the inbound transition is enabled again, deployments enter the stage';

/** What a person reads whose command was to lift a freeze: what AWS answered, or that it has not taken it yet. */
export function answerRelease(command: CommandOf<'release'>, entries: readonly Entry[]): CommandAnswer {
  if (entries.some(({ code }) => code === 'released'))
    return { ...about(command), decision: 'lifted', reason: ENABLED };
  const failed = entries.find(({ code }) => code === 'thaw-failed');
  if (failed !== undefined) return { ...about(command), decision: 'failed', reason: failed.sentence };
  const reason = `AWS has not enabled the inbound transition yet; it is asked again for ${CHANGE_AGAIN_FOR / MINUTE} min, and people are told what comes of it`;
  return { ...about(command), decision: 'pending', reason };
}

/** Lifts our freeze; a transition that somebody else disabled is left alone. An incident that goes on does not make it anew. */
export function release(turn: Turn, asked: AskedFor<CommandOf<'release'>>): Next {
  const { facts, now } = turn;
  const { command } = asked;
  readAll(facts, [{ fact: 'stage' }]);
  const stage = tried(() => known(facts, 'stage'));
  if (stage instanceof Error) return refused(turn, asked, { decision: 'failed', reason: stage.asHold.sentence });
  if (stage === 'not-found') return refused(turn, asked, { decision: 'failed', reason: 'the stage does not exist' });
  const wasInForce = isInForce(turn.state.freeze) && turn.state.freeze?.condition !== 'lifting';
  const state = withSeenTransition(turn.state, stage.inbound, now);
  const { freeze } = state;
  const released = (reason: string, next: StageState): Next => {
    const sentence = `${command.by} released the freeze${because(command)}: ${reason}`;
    return { state: promising(next, entryOfCommand(asked, 'released', sentence)) };
  };
  if (freeze !== undefined && isOurFreeze(freeze, stage.inbound)) {
    return released(ENABLED, { ...state, freeze: { ...freeze, condition: 'lifting', since: now } });
  }
  if (!stage.inbound.enabled) {
    const by = stage.inbound.lastChangedBy ?? 'somebody else';
    const reason = `the inbound transition was disabled by ${by}, and is no freeze that this controller remembers; enable it in CodePipeline if that is right`;
    return refused({ ...turn, state }, asked, { decision: 'not-ours', reason });
  }
  // A release that died behind the change of the transition left it to be told by the next.
  if (wasInForce) {
    const reason = 'the inbound transition is enabled already, by an earlier release or by hand';
    return { ...released(reason, withReleased(state)), answer: { ...about(command), decision: 'not-frozen', reason } };
  }
  const reason = 'the inbound transition is not disabled: nothing to release';
  return refused({ ...turn, state }, asked, { decision: 'not-frozen', reason });
}

/** Known to be released as long as its incident goes on; forgotten otherwise. */
function withReleased({ freeze, ...rest }: StageState): StageState {
  if (freeze === undefined || rest.incident?.id !== freeze.incident) return rest;
  return { ...rest, freeze: { ...freeze, condition: 'released' } };
}
