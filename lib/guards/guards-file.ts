import type { Node } from 'jsonc-parser';
import * as z from 'zod';
import { parseAlarmArn } from '../../lambda/decision/alarm-arn.ts';
import { fieldName, type GuardProblem } from '../../lambda/guards/guard-problem.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { GuardDeclaration } from './guard-declaration.ts';
import { elsewhere, guardProblems, type StackEnvironment } from './guard-problems.ts';
import { JsonText } from './json-text.ts';
import { readTextFile } from './text-file.ts';

const GuardDeclarations = z.tuple([GuardDeclaration], GuardDeclaration);

/** Guards as a file declares them, every default filled in; never empty. */
export type GuardDeclarations = z.infer<typeof GuardDeclarations>;

interface EntryProblem extends GuardProblem {
  /** Index of the guard in the list. */
  readonly entry: number;
}

/**
 * Reads the guards from a JSON file. `path` is absolute or relative to the current directory. Throws one
 * {@link ConfigurationError} that lists everything that is wrong with the file, each with line, entry and field.
 */
export function readGuardsFile(path: string, environment: StackEnvironment): GuardDeclarations {
  const json = new JsonText(path, readTextFile(path));
  const entries = listOf(path, json);
  const declarations = entries.map((_, index) => json.valueAt([index]));
  const problems: EntryProblem[] = [
    ...declarations.flatMap((declaration, entry) => [
      ...guardProblems(declaration, environment).map((problem) => ({ entry, ...problem })),
      ...json.repeatedKeys([entry]).map((key) => ({ entry, path: [key], message: 'is written twice; keep one' })),
    ]),
    ...sameStage(declarations),
    ...differentPlaces(declarations, environment),
  ];
  if (problems.length > 0) throw new ConfigurationError(report(path, json, declarations, problems));
  return GuardDeclarations.parse(declarations);
}

function listOf(path: string, json: JsonText): readonly Node[] {
  if (json.root.type !== 'array') {
    throw new ConfigurationError(
      `${path}: holds ${json.root.type === 'object' ? 'an object' : `a ${json.root.type}`}, not a list; put the guards into [ ] (see guards.example.json)`,
    );
  }
  const entries = json.root.children ?? [];
  if (entries.length === 0) {
    throw new ConfigurationError(`${path}: the list is empty; declare at least one guard (see guards.example.json)`);
  }
  return entries;
}

const Stage = z.object({ pipeline: z.string(), stage: z.string() });

function stageOf(declaration: unknown): string | undefined {
  const { data } = Stage.safeParse(declaration);
  return data && `${data.pipeline}/${data.stage}`;
}

function sameStage(declarations: readonly unknown[]): EntryProblem[] {
  const stages = declarations.map(stageOf);
  return stages.flatMap((stage, entry) => {
    const first = stages.indexOf(stage);
    if (stage === undefined || first === entry) return [];
    return {
      entry,
      path: ['stage'],
      message: `entry ${first + 1} guards this stage already; put all its alarms there`,
    };
  });
}

const names = z.array(z.unknown()).catch([]);
const Alarms = z.object({ alarms: names, unlessAlarms: names });

/**
 * Without a known account and region the alarm ARNs cannot be compared with them, but with one another: the controller
 * reads the alarms of one account and region only.
 */
function differentPlaces(declarations: readonly unknown[], environment: StackEnvironment): EntryProblem[] {
  if ((environment.region && environment.account) || environment.spokes !== undefined) return [];
  const arns = declarations.flatMap((declaration, entry) =>
    Object.entries(Alarms.safeParse(declaration).data ?? {}).flatMap(([list, alarms]) =>
      alarms.flatMap((alarm, index) => {
        const arn = typeof alarm === 'string' ? parseAlarmArn(alarm) : undefined;
        return arn ? { arn, entry, path: [list, index] } : [];
      }),
    ),
  );
  const [first] = arns;
  if (!first) return [];
  return arns
    .filter(({ arn }) => elsewhere(arn, first.arn).length > 0)
    .map(({ arn, entry, path }) => ({
      entry,
      path,
      message: `is in ${arn.region} of account ${arn.account}, but the alarm of entry ${first.entry + 1} is in ${first.arn.region} of account ${first.arn.account}; alarms of several accounts and regions take spokes (docs/spokes.md)`,
    }));
}

function report(path: string, json: JsonText, declarations: readonly unknown[], problems: EntryProblem[]): string {
  const lines = problems
    .map(({ entry, path: field, message }) => {
      const stage = stageOf(declarations[entry]);
      const where = [`line ${json.lineAt([entry, ...field])}`, `entry ${entry + 1}${stage ? ` (${stage})` : ''}`];
      return { entry, text: `  ${where.join(', ')}${field.length > 0 ? `, ${fieldName(field)}` : ''}: ${message}` };
    })
    .sort((one, other) => one.entry - other.entry)
    .map(({ text }) => text);
  return `${path}: ${lines.length === 1 ? 'one problem' : `${lines.length} problems`}\n${lines.join('\n')}`;
}
