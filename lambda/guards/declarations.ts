import * as z from 'zod/mini';
import { alarmArnOf, type Location, parseAlarmArn } from '../decision/alarm-arn.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { GuardPolicy, MAX_ALARMS, PipelineName, StageName } from '../guard-policy.ts';
import { explain } from '../intake/explain.ts';

/** The properties of a resource that declares guards: those of one, or a list of them in `guards`. */
export interface Declarations {
  readonly policies: readonly GuardPolicy[];
  /** What is wrong with them, in the words of a guards file; nothing may be done where there is anything. */
  readonly problems: readonly string[];
}

/** For CloudFormation, not for us. */
const OTHERS = ['ServiceToken', 'ServiceTimeout'];
const Properties = z.record(z.string(), z.unknown());
/** So many are declared well within the time of an invocation; `guards.json` makes resources of far fewer. */
const MOST_GUARDS = 200;
const Batch = z.strictObject({
  guards: z
    .array(Properties)
    .check(
      z.minLength(1),
      z.maxLength(MOST_GUARDS, `a resource declares at most ${MOST_GUARDS} guards; use several resources`),
    ),
});
const Stage = z.object({ pipeline: PipelineName, stage: StageName });

/** Reads what CloudFormation hands over: scalars come as text. Alarms by name are those of here. */
export function readDeclarations(properties: unknown, here: Location): Declarations {
  const entries = entriesOf(properties);
  if (typeof entries === 'string') return { policies: [], problems: [entries] };
  const read = entries.map((entry) => readGuard(entry, here));
  const policies = read.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const problems = read.filter((one) => typeof one === 'string');
  const names = policies.map(stageName);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return { policies, problems: [...problems, ...twice.map((name) => `guard ${name}: the stage is guarded twice`)] };
}

/** The stages that are named, whatever else is wrong. */
export function stagesIn(properties: unknown): readonly StageKey[] {
  const entries = entriesOf(properties);
  if (typeof entries === 'string') return [];
  return entries.flatMap((entry) => Stage.safeParse(entry).data ?? []);
}

function entriesOf(properties: unknown): readonly Record<string, unknown>[] | string {
  const { data = {} } = Properties.safeParse(properties);
  const own = Object.fromEntries(Object.entries(data).filter(([name]) => !OTHERS.includes(name)));
  if (!('guards' in own)) return [own];
  const batch = Batch.safeParse(own);
  return batch.success ? batch.data.guards : explain(batch.error);
}

function readGuard(entry: Record<string, unknown>, here: Location): GuardPolicy | string {
  const { data } = Stage.safeParse(entry);
  const title = data === undefined ? 'the guard' : `guard ${stageName(data)}`;
  const alarms = identified(entry.alarms, here);
  const vetoes = identified(entry.unlessAlarms, here);
  const parsed = GuardPolicy.safeParse({
    ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, fromText(name, value)])),
    alarms,
    ...(vetoes !== undefined && { unlessAlarms: vetoes }),
  });
  if (!parsed.success) return `${title}: ${explain(parsed.error)}`;
  const named = [...parsed.data.alarms, ...parsed.data.unlessAlarms];
  const twice = named.find((alarm, index) => named.indexOf(alarm) !== index);
  if (twice !== undefined) return `${title}: alarm ${twice} is named twice`;
  if (named.length > MAX_ALARMS) {
    return `${title}: ${named.length} alarms are too many, a guard takes ${MAX_ALARMS} with those of unlessAlarms; put a composite alarm over some and name that`;
  }
  return parsed.data;
}

/** Names become ARNs; what claims to be an ARN and is none stays, to be refused. */
function identified(alarms: unknown, here: Location): unknown {
  if (!Array.isArray(alarms)) return alarms;
  return alarms.map((alarm: unknown) => {
    if (typeof alarm !== 'string' || alarm === '') return alarm;
    return alarm.startsWith('arn:') && parseAlarmArn(alarm) === undefined ? alarm : alarmArnOf(alarm, here);
  });
}

const NUMBERS = ['bakeMinutes', 'maxAutomaticRollbacks', 'recoveryMinutes', 'rollbackMinutes'];

function fromText(name: string, value: unknown): unknown {
  if (name === 'freeze' && (value === 'true' || value === 'false')) return value === 'true';
  return NUMBERS.includes(name) && typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}
