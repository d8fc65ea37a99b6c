import { ServiceError } from '../../services/service.ts';
import type { JsonObject } from '../json-object.ts';

type Node = string | Map<string, Node>;

/**
 * Unflattens the form of a query request: `A.B=x` is a structure, `L.member.1=x` a list, `M.entry.1.key=k` with
 * `M.entry.1.value=v` (SNS: `Name` and `Value`) a map.
 */
export function readQueryInput(form: URLSearchParams, timestampMembers: readonly string[]): JsonObject {
  const root = new Map<string, Node>();
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') insert(root, name.split('.'), name, value);
  }
  return structure(root, new Set(timestampMembers));
}

function insert(node: Map<string, Node>, [head = '', ...rest]: readonly string[], name: string, value: string): void {
  const child = node.get(head);
  if (rest.length === 0) {
    if (child !== undefined) throw malformed(name);
    node.set(head, value);
    return;
  }
  if (typeof child === 'string') throw malformed(name);
  const next = child ?? new Map<string, Node>();
  node.set(head, next);
  insert(next, rest, name, value);
}

function malformed(name: string): ServiceError {
  return new ServiceError(
    'MalformedQueryString',
    `the parameter ${name} is given twice, or both as a value and as a structure`,
  );
}

function structure(node: Map<string, Node>, timestamps: ReadonlySet<string>): JsonObject {
  return Object.fromEntries([...node].map(([name, child]) => [name, member(name, child, timestamps)]));
}

function member(name: string, node: Node, timestamps: ReadonlySet<string>): unknown {
  if (typeof node === 'string') return timestamps.has(name) ? Date.parse(node) / 1000 : node;
  const [wrapper] = node.keys();
  const inner = node.size === 1 && wrapper !== undefined ? node.get(wrapper) : undefined;
  if (wrapper === 'member' && inner instanceof Map) return inOrder(inner).map((item) => member(name, item, timestamps));
  if (wrapper === 'entry' && inner instanceof Map)
    return Object.fromEntries(inOrder(inner).map((entry) => pair(entry, timestamps)));
  return structure(node, timestamps);
}

function inOrder(items: Map<string, Node>): Node[] {
  return [...items].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

function pair(entry: Node, timestamps: ReadonlySet<string>): [string, unknown] {
  if (entry instanceof Map) {
    const key = entry.get('key') ?? entry.get('Name');
    const value = entry.get('value') ?? entry.get('Value');
    if (typeof key === 'string' && value !== undefined) return [key, member(key, value, timestamps)];
  }
  throw new ServiceError('MalformedQueryString', 'a map entry needs a key and a value');
}
