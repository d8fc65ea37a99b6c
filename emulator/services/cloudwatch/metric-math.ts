/** A metric math expression, parsed: its value in one period, undefined where data that it needs is missing. */
export type MetricMath = (lookUp: (id: string) => number | undefined) => number | undefined;

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_]*|[-+*/(),])/y;

/**
 * Parses numbers, metric ids, `+ - * /`, parentheses and `FILL(id, number)` (CW:using-metric-math). Undefined for anything else:
 * the local account does not compute it. A division by zero gives no data point.
 */
export function parseMetricMath(text: string): MetricMath | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const math = parser.sum();
  return parser.done ? math : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  let position = 0;
  while (text.slice(position).trim() !== '') {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) return undefined;
    tokens.push(match[1]);
    position = TOKEN.lastIndex;
  }
  return tokens;
}

const OPERATIONS: { readonly [operator: string]: (one: number, other: number) => number } = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
};

/** Answers undefined where the text is no expression; the rest is then not looked at. */
class Parser {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#position === this.#tokens.length;
  }

  sum(): MetricMath | undefined {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#factor()));
  }

  #chain(operators: readonly string[], next: () => MetricMath | undefined): MetricMath | undefined {
    let left = next();
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#position++;
      left = combined(OPERATIONS[operator], left, next());
    }
    return left;
  }

  #factor(): MetricMath | undefined {
    const token = this.#peek();
    this.#position++;
    if (/^\d/.test(token)) return () => Number(token);
    if (token === '(') return this.#closed(this.sum());
    if (token === 'FILL' && this.#accept('(')) return this.#fill();
    return /^[a-z]/.test(token) ? (lookUp) => lookUp(token) : undefined;
  }

  #fill(): MetricMath | undefined {
    const series = this.sum();
    const value = this.#accept(',') ? this.sum() : undefined;
    if (series === undefined || value === undefined) return undefined;
    return this.#closed((lookUp) => series(lookUp) ?? value(lookUp));
  }

  #closed(math: MetricMath | undefined): MetricMath | undefined {
    return this.#accept(')') ? math : undefined;
  }

  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#position++;
    return true;
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? '';
  }
}

function combined(
  operation: ((one: number, other: number) => number) | undefined,
  left: MetricMath | undefined,
  right: MetricMath | undefined,
): MetricMath | undefined {
  if (operation === undefined || left === undefined || right === undefined) return undefined;
  return (lookUp) => {
    const one = left(lookUp);
    const other = right(lookUp);
    const value = one === undefined || other === undefined ? undefined : operation(one, other);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
}
