import type { CommandOf } from '../../intake/command.ts';
import { known, readAll } from '../asking.ts';
import { isInForce, isOurFreeze, withSeenTransition } from '../freeze.ts';
import type { StageState } from '../state.ts';
import { type AskedFor, type Next, promising, type Turn, tried } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

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
  const released = (reason: string, decision: string, next: StageState): Next => {
    const sentence = `${command.by} released the freeze${because(command)}: ${reason}`;
    return {
      state: promising(next, entryOfCommand(asked, 'released', sentence)),
      answer: { ...about(command), decision, reason },
    };
  };
  if (freeze !== undefined && isOurFreeze(freeze, stage.inbound)) {
    const lifted: StageState = { ...state, freeze: { ...freeze, condition: 'lifting', since: now } };
    return released('the inbound transition is enabled again, deployments enter the stage', 'lifted', lifted);
  }
  if (!stage.inbound.enabled) {
    const by = stage.inbound.lastChangedBy ?? 'somebody else';
    const reason = `the inbound transition was disabled by ${by}, and is no freeze that this controller remembers; enable it in CodePipeline if that is right`;
    return refused({ ...turn, state }, asked, { decision: 'not-ours', reason });
  }
  // A release that died behind the change of the transition left it to be told by the next.
  if (wasInForce) {
    const reason = 'the inbound transition is enabled already, by an earlier release or by hand';
    return released(reason, 'not-frozen', withReleased(state));
  }
  const reason = 'the inbound transition is not disabled: nothing to release';
  return refused({ ...turn, state }, asked, { decision: 'not-frozen', reason });
}

/** Known to be released as long as its incident goes on; forgotten otherwise. */
function withReleased({ freeze, ...rest }: StageState): StageState {
  if (freeze === undefined || rest.incident?.id !== freeze.incident) return rest;
  return { ...rest, freeze: { ...freeze, condition: 'released' } };
}
