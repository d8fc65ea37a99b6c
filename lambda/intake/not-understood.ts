import type * as z from 'zod/mini';
import { cut } from '../decision/cut.ts';
import { Command } from './command.ts';
import { nearestKey } from './nearest-key.ts';
import type { NotUnderstood } from './trigger.ts';
import { valueProblem } from './value-problem.ts';

const FORMS = Command.def.options.map(({ shape }) => shape);
const ACTIONS = FORMS.flatMap(({ action }) => action.def.values);
const MEMBERS = [...new Set(FORMS.flatMap((form) => Object.keys(form)))];

/** A JSON value that is neither a command nor of a form in which AWS sends events: somebody tried something by hand. */
export function notACommand(event: object): NotUnderstood {
  return { kind: 'not-understood', why: `it is no command, since it has no "action"${suggestions(event)}` };
}

/** A JSON value that is no object. */
export function notAnObject(event: unknown): NotUnderstood {
  const what = event === null ? 'null' : Array.isArray(event) ? 'a list' : typeof event;
  return { kind: 'not-understood', why: `a command is a JSON object, not ${what}` };
}

/** Longest text of what is wrong with a command: it may be as large as an event of Lambda's. */
const LONGEST = 1_000;

/** A command with an unknown action, an unknown field or a bad value. */
export function malformedCommand(event: object, { issues }: z.core.$ZodError): NotUnderstood {
  return {
    kind: 'not-understood',
    why: `${cut(issues.map((issue) => wrongIn(event, issue)).join('; '), LONGEST)}${suggestions(event)}`,
  };
}

/** An issue that reports its input, in words. */
function wrongIn({ action }: { readonly action?: unknown }, issue: z.core.$ZodIssue): string {
  const [field = 'the command'] = issue.path.map(String);
  const { code, input } = issue;
  if (field === 'action') {
    const none =
      typeof action === 'string' ? `there is no action "${cut(action, LONGEST_NAME)}"` : '"action" must be a text';
    return `${none}; there are ${ACTIONS.join(', ')}`;
  }
  if (code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, MOST).map((name) => `"${cut(name, LONGEST_NAME)}"`);
    const { action: _, ...members } =
      FORMS.find((form) => form.action.def.values.some((name) => name === action)) ?? {};
    return `this action takes no ${names.join(', ')}, only ${Object.keys(members).join(', ')}`;
  }
  if (code === 'invalid_type' && input === undefined) return `"${field}" is missing`;
  if (code === 'invalid_type' && issue.expected === 'string') return `"${field}" must be a text, in quotes`;
  return `"${field}": ${valueProblem(issue)}`;
}

/** Of a name that is quoted. */
const LONGEST_NAME = 40;

/** So many names are looked at. */
const MOST = 10;

/** ` (did you mean ...?)`, for each name in it that is close to a known one. */
function suggestions(event: object): string {
  const { action }: { action?: unknown } = event;
  const unknownMembers = Object.keys(event)
    .filter((name) => !MEMBERS.includes(name))
    .slice(0, MOST);
  const meant = [
    ...unknownMembers.flatMap((name) => suggestion(name, MEMBERS)),
    ...(typeof action === 'string' ? suggestion(action, ACTIONS) : []),
  ];
  return meant.length === 0 ? '' : ` (did you mean ${meant.join(', ')}?)`;
}

function suggestion(name: string, known: readonly string[]): readonly string[] {
  const nearest = known.includes(name) ? undefined : nearestKey(name, known);
  return nearest === undefined ? [] : [`"${nearest}" for "${name}"`];
}
