import { isSameLocation, locationOf, parseAlarmArn } from '../decision/alarm-arn.ts';
import type { Entry } from '../decision/entry.ts';
import { describeExecution } from '../decision/execution.ts';
import type { StageKey } from '../decision/stage-key.ts';
import { clock } from '../decision/time.ts';
import { type Link, linksOf } from './console-links.ts';
import { type NextStep, nextStepOf } from './next-step.ts';
import type { Place } from './place.ts';
import { TELLINGS } from './telling.ts';
import { capitalise, oneLine } from './text.ts';

/** What people are told of an entry, before it takes the form of a channel. Texts are single lines of limited length. */
export interface Message {
  readonly headline: string;
  /** `shop/Prod` */
  readonly stage: string;
  /** What happened and why, with the numbers. */
  readonly sentence: string;
  readonly facts: readonly Fact[];
  readonly nextStep: NextStep;
  readonly links: readonly Link[];
}

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** Longest texts, in UTF-16 units. The names that the longest sentences list are of use to nobody. */
const LONGEST = { sentence: 2_000, alarmReason: 1_000, fact: 400 };

function headlineOf({ code, reason, redeployment, undo }: Entry): string {
  const { headline, ofRedeployment = headline, ofUndo = headline, ofReason = {} } = TELLINGS[code];
  if (undo) return ofUndo;
  return redeployment ? ofRedeployment : (reason !== undefined && ofReason[reason]) || headline;
}

/** Says what happened, why, from which execution to which, what is frozen, where to look, and what to do next. */
export function messageOf(key: StageKey, entry: Entry, place: Place): Message {
  return {
    headline: headlineOf(entry),
    stage: oneLine(`${key.pipeline}/${key.stage}`, LONGEST.fact),
    sentence: `${capitalise(oneLine(entry.sentence, LONGEST.sentence))}.`,
    facts: [...factsOf(entry, place)],
    nextStep: nextStepOf(key, entry),
    links: linksOf(key, entry, place),
  };
}

function* factsOf(entry: Entry, place: Place): Generator<Fact> {
  const fact = (label: string, text: string, longest = LONGEST.fact) => ({ label, text: oneLine(text, longest) });
  const { alarm, alarmReason, suspect, target, rollbackExecutionId, frozen, incident, reason } = entry;
  yield fact('When', clock(entry.at));
  yield fact('Cause', entry.cause);
  if (alarm !== undefined && isElsewhere(alarm, place)) yield fact('Alarm of', locationOf(alarm));
  if (alarmReason !== undefined) yield fact('Alarm reason', alarmReason, LONGEST.alarmReason);
  if (suspect !== undefined) yield fact('From', `${describeExecution(suspect)} ${suspect.id}`);
  if (target !== undefined) yield fact('To', `${describeExecution(target)} ${target.id}`);
  if (rollbackExecutionId !== undefined)
    yield fact(entry.redeployment ? 'New execution' : 'Rollback execution', rollbackExecutionId);
  if (frozen !== undefined) yield fact('Frozen', frozen ? FROZEN : 'no, not by this controller');
  const { waiting = frozen ? DEPLOYMENTS : undefined } = TELLINGS[entry.code];
  if (waiting !== undefined) yield fact('Waiting', waiting);
  if (incident !== undefined) yield fact('Incident', incident);
  if (reason !== undefined) yield fact('Reason code', reason);
}

function isElsewhere(alarm: string, place: Place): boolean {
  const arn = parseAlarmArn(alarm);
  return arn !== undefined && !isSameLocation(arn, place);
}

const DEPLOYMENTS = 'deployments to the stage, for the release of the freeze';
const FROZEN = 'yes, the inbound transition of the stage is disabled, no deployment enters it';
