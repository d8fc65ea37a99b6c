import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { alarmArnOf, type Location, parseAlarmArn } from '../decision/alarm-arn.ts';
import { isSameStage, type StageKey, stageName } from '../decision/stage-key.ts';
import { GuardPolicy, MAX_ALARMS, PipelineName, StageName } from '../guard-policy.ts';
import { problemsOf } from '../problems-of.ts';
import { fieldName, guardProblemsOf } from './guard-problem.ts';

/** A guard that a resource declares. */
export type Declared = Usable | Unusable;

export interface Usable {
  readonly policy: GuardPolicy;
  readonly fingerprint: string;
}

/** One that this version cannot use. */
export interface Unusable {
  /** Absent where not even its stage can be read, or another guard of the resource has the same. */
  readonly key?: StageKey;
  /** The same for the same properties, as they are handed over. */
  readonly fingerprint: string;
  /** What is wrong with it, in the words of a guards file. */
  readonly problem: string;
}

/** For CloudFormation, not for us. */
const OTHERS = ['ServiceToken', 'ServiceTimeout'];
const Properties = z.record(z.string(), z.unknown());
type Properties = z.infer<typeof Properties>;
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

/**
 * Reads what CloudFormation hands over, the properties of one guard or a list of them in `guards`: scalars come as text. Alarms by name are those
 * of here.
 */
export function readDeclarations(properties: unknown, here: Location): readonly Declared[] {
  const own = withoutOthers(properties);
  const listed = 'guards' in own ? Batch.safeParse(own) : undefined;
  const problem = listed?.success === false ? problemsOf(listed.error) : undefined;
  const entries = entriesOf(properties);
  if (entries.length === 0) return [{ fingerprint: '', problem: problem ?? 'no guard' }];
  const declared: Declared[] = [];
  for (const entry of entries) {
    const fingerprint = fingerprintOf(entry);
    const read = problem ?? readGuard(entry, here);
    if (typeof read === 'string') declared.push({ ...keyIn(entry), fingerprint, problem: read });
    else if (declared.some((one) => 'policy' in one && isSameStage(one.policy, read)))
      declared.push({ fingerprint, problem: `guard ${stageName(read)}: the stage is guarded twice` });
    else declared.push({ policy: read, fingerprint });
  }
  return declared;
}

/** The stages that are named, whatever else is wrong. */
export function stagesIn(properties: unknown): readonly StageKey[] {
  return entriesOf(properties).flatMap((entry) => keyIn(entry).key ?? []);
}

function keyIn(entry: Properties): { readonly key?: StageKey } {
  const { data } = Stage.safeParse(entry);
  return data === undefined ? {} : { key: data };
}

function withoutOthers(properties: unknown): Properties {
  const { data = {} } = Properties.safeParse(properties);
  return Object.fromEntries(Object.entries(data).filter(([name]) => !OTHERS.includes(name)));
}

/** Also of a list that is not to be taken as a whole. */
function entriesOf(properties: unknown): readonly Properties[] {
  const own = withoutOthers(properties);
  if (!('guards' in own)) return [own];
  if (!Array.isArray(own.guards)) return [];
  return own.guards.flatMap((entry) => {
    const { data } = Properties.safeParse(entry);
    return data === undefined ? [] : [data];
  });
}

function fingerprintOf(entry: Properties): string {
  const inOrder = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(entry, inOrder)).digest('base64url');
}

function readGuard(entry: Record<string, unknown>, here: Location): GuardPolicy | string {
  const { data } = Stage.safeParse(entry);
  const title = data === undefined ? 'the guard' : `guard ${stageName(data)}`;
  const alarms = identified(entry.alarms, here);
  const vetoes = identified(entry.unlessAlarms, here);
  const declared = {
    ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, fromText(name, value)])),
    ...(alarms !== undefined && { alarms }),
    ...(vetoes !== undefined && { unlessAlarms: vetoes }),
  };
  const parsed = GuardPolicy.safeParse(declared, { reportInput: true });
  if (!parsed.success) {
    const problems = guardProblemsOf(parsed.error, Object.keys(GuardPolicy.shape));
    return `${title}: ${problems.map(({ path, message }) => `${fieldName(path)}: ${message}`).join('; ')}`;
  }
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
