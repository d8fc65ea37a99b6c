import type * as z from 'zod/mini';
import { nearestKey } from './nearest-key.ts';

/** What is wrong with a value that a person wrote, and what to write instead. */
export function valueProblem(issue: z.core.$ZodIssue): string {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_value':
      return wrongChoice(issue.values, input);
    case 'invalid_union': {
      const choices = issue.errors.flat().flatMap(choicesOf);
      return choices.length > 0 ? wrongChoice(choices, input) : issue.message;
    }
    case 'invalid_type':
      return wrongType(issue.expected, input) ?? `${issue.message}, not ${written(input)}`;
    case 'invalid_format':
      return typeof input === 'string' ? (wrongName(String(issue.path[0]), input) ?? issue.message) : issue.message;
    default:
      return issue.message;
  }
}

type Choice = z.core.util.Primitive;

function choicesOf(issue: z.core.$ZodIssue): readonly Choice[] {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_type' && issue.expected === 'boolean' ? [true, false] : [];
}

function wrongChoice(choices: readonly Choice[], input: unknown): string {
  const bare = choices.find((choice) => typeof choice !== 'string' && String(choice) === input);
  if (bare !== undefined) return `is the text "${input}"; write ${written(bare)}, without quotes`;
  const texts = choices.filter((choice) => typeof choice === 'string');
  const nearest = typeof input === 'string' ? nearestKey(input, texts) : undefined;
  if (nearest !== undefined) return `"${input}" is not known; did you mean "${nearest}"?`;
  const all = choices.map(written);
  if (all.length === 1) return `must be ${all[0]}, not ${written(input)}`;
  return `must be ${all.slice(0, -1).join(', ')} or ${all.at(-1)}, not ${written(input)}`;
}

/** As in the file, in one line. */
function written(value: unknown): string {
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function wrongType(expected: string, input: unknown): string | undefined {
  switch (expected) {
    case 'int':
    case 'number':
      return typeof input === 'string' && /^\d+$/.test(input)
        ? `is the text "${input}"; write ${input}, without quotes`
        : undefined;
    case 'boolean':
      return wrongChoice([true, false], input);
    case 'array':
      return typeof input === 'string' ? `is a list; write ["${input}"]` : 'is a list of names, such as ["shop-5xx"]';
    case 'string':
      return typeof input === 'number' || typeof input === 'boolean'
        ? `is a name; write "${input}", in quotes`
        : 'is a name, as text in quotes';
    default:
      return undefined;
  }
}

/** Fields that take names of CodePipeline. */
const NAMES = ['pipeline', 'stage', 'deployActions'];

/** `arn:PARTITION:codepipeline:REGION:ACCOUNT:PIPELINE/STAGE/ACTION` holds the names that are wanted instead. */
const PIPELINE_ARN =
  /^arn:[^:]+:codepipeline:[^:]*:[^:]*:(?<pipeline>[^/:]+)(\/(?<stage>[^/]+))?(\/(?<deployActions>[^/]+))?$/;

function wrongName(field: string, input: string): string | undefined {
  const trimmed = input.trim();
  const isPadded = trimmed !== input && trimmed !== '';
  if (isPadded) return `"${input}" begins or ends with a space; write "${trimmed}"`;
  if (!NAMES.includes(field)) return undefined;
  if (input.startsWith('arn:')) {
    const name = PIPELINE_ARN.exec(input)?.groups?.[field];
    return name === undefined ? 'is an ARN; give the name' : `is an ARN; give the name: "${name}"`;
  }
  if (input.includes('*')) return `"${input}" is a pattern; a guard is for one stage of one pipeline, by their names`;
  return undefined;
}
