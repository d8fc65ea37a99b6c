import {
  findNodeAtLocation,
  getNodeValue,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { ConfigurationError } from '../configuration-error.ts';

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
      const { line, column } = this.#place(error?.offset ?? 0);
      throw new ConfigurationError(
        `${path}: not JSON: ${error ? reason(error.error) : 'no value'} at line ${line}, column ${column}; correct it there (compare guards.example.json)`,
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

function reason(code: ParseError['error']): string {
  const name = printParseErrorCode(code);
  if (name === 'InvalidCommentToken') return 'comments are not allowed';
  return name
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}
