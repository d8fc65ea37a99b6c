import type { Controller } from '../controller.ts';
import { about, answerHold, type CommandAnswer } from '../decision/commands/answer.ts';
import { hold } from '../decision/hold.ts';
import { stageKeyOf, stageName } from '../decision/stage-key.ts';
import type { AskedFor } from '../decision/turn.ts';
import { stackNameOf, unclaimed } from '../guards/claims.ts';
import { rewrite } from '../guards/declare-guard.ts';
import { letGo } from '../guards/let-go.ts';
import type { CommandOf } from '../intake/command.ts';
import { NotNow } from '../ports.ts';
import { attempt } from '../stage/observe.ts';
import { answerUnknownStage } from './guarded-stages.ts';

/**
 * Ends the guard of a stage whose stack cannot: it is gone, and has left the guard. It has to be named, so that no other one's is ended. Repeated, it
 * does what is left to be done.
 */
export async function unguard(
  controller: Controller,
  { id, command }: AskedFor<CommandOf<'unguard'>>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { action, by, reason, stack } = command;
  const key = stageKeyOf(command);
  let owner: string | undefined;
  let since: number | undefined;
  const before = await attempt(
    rewrite(ports.guards, key, (claims) => {
      owner = claims.stack && stackNameOf(claims.stack);
      since = claims.since;
      return owner === stack ? unclaimed(claims) : undefined;
    }),
  );
  if (!before.ok) return answerHold(command, hold.couldNotObserve(before));
  if (owner !== undefined && owner !== stack) {
    const reason = `${stageName(key)} is guarded by stack ${owner}, not by ${stack}: name that one to end its guard`;
    return { ...about(command), decision: 'refused', reason };
  }
  const unknown = owner === undefined ? await answerUnknownStage(ports, { action, ...key }) : undefined;
  if (unknown !== undefined) return unknown;
  const givenUp = { id, by, ...(reason !== undefined && { reason }), ...(since !== undefined && { since }) };
  const answer = { ...about(command), decision: 'unguarded' };
  const sentence = 'alarms roll nothing back here any more, and any stack may guard the stage';
  try {
    return { ...answer, reason: [sentence, ...(await letGo(controller, key, givenUp))].join('; ') };
  } catch (error) {
    if (!(error instanceof NotNow)) throw error;
    return { ...answer, reason: `${sentence}; a freeze is not lifted yet, ask again in a minute: ${error.message}` };
  }
}
