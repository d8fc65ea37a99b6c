import type { Tone } from '../emulator/stories/timeline.ts';
import { type Day, pipelinesOf, TAG } from '../lib/gameday/day.ts';
import { type Finding, observedText } from '../lib/gameday/findings.ts';
import { type GameDayRecord, wentWell } from '../lib/gameday/rehearse.ts';

export interface SummaryLine {
  readonly text: string;
  readonly tone: Tone;
}

/** What will be made and what that costs, before anything is. */
export function planOf(
  day: Day,
  { account, region, caller }: { readonly account: string; readonly region: string; readonly caller: string },
): readonly string[] {
  return [
    `A game day in account ${account}, ${region}, as ${caller}. It makes, uses for about three quarters of an hour, and takes down again:`,
    '',
    `  a bucket     ${day.bucket}`,
    `  a stack      ${day.name}: a rollback controller of its own (function, table, queues, topics, rules, alarms), an`,
    '               alarm on a metric of its own, a queue that listens, and two roles: one for the pipelines, which may use the',
    '               bucket only, and one that may roll back what carries the tag of the day',
    `  pipelines    ${pipelinesOf(day).length}, which copy one small file within the bucket`,
    '',
    `Everything is tagged ${TAG}. Nothing else in the account is touched: no pipeline, alarm or controller of yours.`,
    'At list prices it costs less than half a dollar: some 30 action minutes of V2 pipelines (0.002 USD each, 100 a month are free), alarms and',
    'metrics by the hour, and calls. Log groups and metrics of the day expire by themselves.',
    '',
  ];
}

/** What came of it: the checks, then each assumption beside what AWS did. */
export function gameDaySummary(record: GameDayRecord, keep: boolean): readonly SummaryLine[] {
  const { checks, findings, problems, calledOff, left } = record;
  const differing = findings.filter(({ verdict }) => verdict === 'differs').length;
  return [
    { text: '', tone: 'plain' },
    ...checks.map(
      ({ says, passed, detail }): SummaryLine => ({
        text: `${passed ? 'PASS' : 'FAIL'}  ${says}${passed ? '' : `: ${detail}`}`,
        tone: passed ? 'good' : 'bad',
      }),
    ),
    { text: '', tone: 'plain' },
    { text: 'What is assumed about AWS, and what it did:', tone: 'plain' },
    ...findings.map(findingLine),
    { text: '', tone: 'plain' },
    ...problems.map((text): SummaryLine => ({ text: `PROBLEM: ${text}`, tone: 'bad' })),
    ...(calledOff ? [{ text: 'The day was called off.', tone: 'bad' } as const] : []),
    ...(left.length > 0 ? [leftLine(left, keep)] : []),
    { text: `${differing} of ${findings.length} assumptions differ.`, tone: differing > 0 ? 'change' : 'plain' },
    wentWell(record, keep)
      ? { text: 'The controller did all it should.', tone: 'good' }
      : { text: 'The game day did not come to a good end.', tone: 'bad' },
  ];
}

function findingLine(finding: Finding): SummaryLine {
  const { verdict, says, expected, id } = finding;
  const text = `${says}: ${observedText(finding)}`;
  switch (verdict) {
    case 'agrees':
      return { text: `  agrees     ${text}`, tone: 'plain' };
    case 'differs':
      return { text: `  DIFFERS    ${text}, not ${expected} [${id}]`, tone: 'change' };
    case 'not tried':
      return { text: `  not tried  ${text}`, tone: 'dim' };
  }
}

function leftLine(left: readonly string[], keep: boolean): SummaryLine {
  return {
    text: `Left standing: ${left.join(', ')}; npm run gameday -- --clean takes it down.`,
    tone: keep ? 'plain' : 'bad',
  };
}
