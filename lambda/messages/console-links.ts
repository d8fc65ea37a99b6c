import { parseAlarmArn } from '../decision/alarm-arn.ts';
import type { Entry } from '../decision/entry.ts';
import { isWholeController, type StageKey } from '../decision/stage-key.ts';
import type { Place } from './place.ts';
import { runbookEntryOf } from './runbook-entry.ts';

/** A page of the AWS console, or of the runbook. */
export interface Link {
  readonly label:
    | 'Test tab'
    | 'Pipeline'
    | 'Rollback execution'
    | 'Blamed execution'
    | 'Alarm'
    | 'Dashboard'
    | 'Decisions'
    | 'Runbook';
  readonly url: string;
}

/** The consoles of the partitions that have a public one (AWS General Reference, service endpoints). */
export const CONSOLES = {
  aws: 'https://console.aws.amazon.com',
  'aws-cn': 'https://console.amazonaws.cn',
  'aws-us-gov': 'https://console.amazonaws-us-gov.com',
} as const;

/** Undefined in a partition whose console is not known. */
export function consoleOf(partition: string): string | undefined {
  return new Map<string, string>(Object.entries(CONSOLES)).get(partition);
}

/** The pages that an entry is about; only the runbook in a partition whose console is not known. */
export function linksOf(key: StageKey, entry: Entry, place: Place): readonly Link[] {
  return [...consoleLinks(key, entry, place), { label: 'Runbook', url: `${place.runbook}${runbookEntryOf(entry)}` }];
}

function consoleLinks(key: StageKey, entry: Entry, place: Place): readonly Link[] {
  const origin = consoleOf(place.partition);
  if (origin === undefined) return [];
  const region = encodeURIComponent(place.region);
  const pipeline = `${origin}/codesuite/codepipeline/pipelines/${encodeName(key.pipeline)}`;
  const execution = (id: string) => `${pipeline}/executions/${encodeURIComponent(id)}/timeline?region=${region}`;
  const cloudWatch = `${origin}/cloudwatch/home?region=${region}`;
  const { rollbackExecutionId, suspect, alarm } = entry;
  const lambda = `${origin}/lambda/home?region=${region}#/functions/${encodeURIComponent(place.functionName)}`;
  const links: readonly (Link | undefined)[] = [
    { label: 'Test tab', url: `${lambda}?tab=testing` },
    isWholeController(key) ? undefined : { label: 'Pipeline', url: `${pipeline}/view?region=${region}` },
    rollbackExecutionId === undefined
      ? undefined
      : { label: 'Rollback execution', url: execution(rollbackExecutionId) },
    suspect === undefined ? undefined : { label: 'Blamed execution', url: execution(suspect.id) },
    alarm === undefined ? undefined : { label: 'Alarm', url: urlOfAlarm(alarm, origin, place) },
    place.dashboardName === undefined
      ? undefined
      : { label: 'Dashboard', url: `${cloudWatch}#dashboards/dashboard/${encodeURIComponent(place.dashboardName)}` },
    { label: 'Decisions', url: `${cloudWatch}#${logsQuery(decisionsOf(key), place.logGroupName)}` },
  ];
  return links.filter((link) => link !== undefined);
}

/** In the alarm's own region; a person needs a session in its account. */
function urlOfAlarm(alarm: string, origin: string, place: Place): string {
  const { region, name } = parseAlarmArn(alarm) ?? { ...place, name: alarm };
  return `${origin}/cloudwatch/home?region=${encodeURIComponent(region)}#alarmsV2:alarm/${encodeName(name)}`;
}

/** A Logs Insights query for the decisions about a stage. */
function decisionsOf({ pipeline, stage }: StageKey): string {
  return [
    'fields @timestamp, decision.code, decision.reason, decision.sentence',
    `filter decision.stage = "${pipeline}/${stage}"`,
    'sort @timestamp desc',
    'limit 50',
  ].join(' | ');
}

/** Fragment of a Logs Insights page over the last day. The console writes texts with `*` for `%`, and `?` and `=` as `$3F` and `$3D`. */
function logsQuery(query: string, logGroupName: string): string {
  const text = (value: string) =>
    `'${encodeURIComponent(value.toWellFormed())
      .replaceAll(/['()!~*]/g, percentEncoded)
      .replaceAll('%', '*')}`;
  return `logsV2:logs-insights$3FqueryDetail$3D~(end~0~start~-86400~timeType~'RELATIVE~unit~'seconds~editorString~${text(query)}~source~(~${text(logGroupName)}))`;
}

/** A name that may hold any character, a lone half of a surrogate pair included. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(/['()!~*]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
