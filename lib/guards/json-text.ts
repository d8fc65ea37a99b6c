import { findNodeAtLocation, getNodeValue, type JSONPath, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { ConfigurationError } from '../configuration-error.ts';
import { jsonProblem } from './json-problem.ts';

/** JSON that a person wrote, with the places of its values. */
export class JsonText {
  readonly root: Node;
  readonly #text: string;

  /** `path` is for the message of the {@link ConfigurationError} that is thrown when the text is not JSON. */
  constructor(path: string, text: string) {
    const errors: ParseError[] = [];
    this.#text = text.replace(/^\uFEFF/, '');
    const root = parseTree(this.#text, errors, { disallowComments: true });
    const [error] = errors;
    if (!root || error) {
      const { what, offset } = error ? jsonProblem(this.#text, error) : { what: 'no value', offset: 0 };
      const { line, column } = this.#place(offset);
      throw new ConfigurationError(
        `${path}: not JSON: ${what} at line ${line}, column ${column}; correct it there (compare guards.example.json)`,
      );
    }
    this.root = root;
  }

  valueAt(path: JSONPath): unknown {
    const node = findNodeAtLocation(this.root, path);
    return node && getNodeValue(node);
  }

  /** The line of a value, counted from 1; for a value that is absent the line of what should hold it. */
  lineAt(path: JSONPath): number {
    const node = findNodeAtLocation(this.root, path);
    if (!node && path.length > 0) return this.lineAt(path.slice(0, -1));
    return this.#place(node?.offset ?? 0).line;
  }

  /** Keys that an object has more than once; JSON.parse would silently take the last. */
  repeatedKeys(path: JSONPath): string[] {
    const node = findNodeAtLocation(this.root, path);
    if (node?.type !== 'object') return [];
    const keys = (node.children ?? []).map((property) => String(property.children?.[0]?.value));
    return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  }

  #place(offset: number): { line: number; column: number } {
    const before = this.#text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
