import * as z from 'zod/mini';
import { cut } from './cut.ts';
import { type Execution, type Revision, shortId } from './execution.ts';
import type { Stored } from './stored.ts';

/** A resolved pipeline variable of an execution (GetPipelineExecution; not in the summaries of lists). */
export const Variable = z.object({ name: z.string(), value: z.string() });
export type Variable = Stored<typeof Variable>;

/** What an execution deploys: its source revisions and its resolved pipeline variables. Absent variables are not known. */
export interface Release {
  readonly execution: Execution;
  readonly variables?: readonly Variable[];
}

/** Whether two executions carry the same release: `unknown` where what CodePipeline names does not tell. */
export type Likeness = 'same' | 'other' | 'unknown' | 'needs-variables';

/** Same only if every revision and variable is known and equal; an id that CodePipeline does not name is unknown, not equal. */
export function likeness(one: Release, other: Release): Likeness {
  if (one.execution.id === other.execution.id) return 'same';
  const revisions = likenessOfRevisions(one.execution.revisions, other.execution.revisions);
  if (revisions !== 'same') return revisions;
  if (one.variables === undefined || other.variables === undefined) return 'needs-variables';
  return changedVariables(one.variables, other.variables).length === 0 ? 'same' : 'other';
}

function likenessOfRevisions(ones: readonly Revision[], others: readonly Revision[]): Likeness {
  const pairs = pairsOf(ones, others);
  if (pairs.some(({ from, to }) => from?.id !== undefined && to?.id !== undefined && from.id !== to.id)) return 'other';
  const known = pairs.every(({ from, to }) => from?.id !== undefined && to?.id !== undefined);
  return known && pairs.length > 0 ? 'same' : 'unknown';
}

interface Pair {
  readonly action: string;
  readonly from: Revision | undefined;
  readonly to: Revision | undefined;
}

function pairsOf(from: readonly Revision[], to: readonly Revision[]): readonly Pair[] {
  const of = (list: readonly Revision[], action: string) => list.find((revision) => revision.action === action);
  const actions = [...new Set([...from, ...to].map(({ action }) => action))];
  return actions.map((action) => ({ action, from: of(from, action), to: of(to, action) }));
}

function changedVariables(from: readonly Variable[], to: readonly Variable[]) {
  const of = (list: readonly Variable[], name: string) => list.find((variable) => variable.name === name)?.value;
  const names = [...new Set([...from, ...to].map(({ name }) => name))];
  return names
    .map((name) => ({ name, from: of(from, name), to: of(to, name) }))
    .filter((change) => change.from !== change.to);
}

/** More differences are of no use in a sentence. */
const MOST_CHANGES = 5;

/** `Config c0002 -> c0001, IMAGE_TAG 1.5.0 -> 1.4.1`: what differs, where more than one source or variable could; else empty. */
export function describeChange(from: Release, to: Release): string {
  const pairs = pairsOf(from.execution.revisions, to.execution.revisions);
  const several = pairs.length > 1;
  const revisions = pairs
    .filter((pair) => several && pair.from?.id !== pair.to?.id)
    .map((pair) => `${pair.action} ${shortId(pair.from)} -> ${shortId(pair.to)}`);
  const variables = changedVariables(from.variables ?? [], to.variables ?? [])
    .filter(() => from.variables !== undefined && to.variables !== undefined)
    .map((change) => `${change.name} ${shortValue(change.from)} -> ${shortValue(change.to)}`);
  const changes = [...revisions, ...variables];
  const rest = changes.length - MOST_CHANGES;
  return [...changes.slice(0, MOST_CHANGES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function shortValue(value: string | undefined): string {
  return value === undefined ? '(none)' : cut(value, 40);
}
