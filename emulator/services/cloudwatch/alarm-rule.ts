import { alarmNameOf } from './alarm-arn.ts';
import type { StateValue } from './state-value.ts';

/** The boolean expression of a composite alarm (PutCompositeAlarm, AlarmRule), parsed. */
export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarmName: string }
  | { readonly kind: 'not'; readonly operand: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly AlarmRule[] };

/** Why an alarm rule is not one: what was expected, what stands there, and at which character. */
export class AlarmRuleError extends Error {
  override readonly name = 'AlarmRuleError';
}

const TOKEN = /\s*(?:([()])|(AND|OR|NOT|TRUE|FALSE)\b|(ALARM|OK|INSUFFICIENT_DATA)\s*\(|([^\s()]+))/y;
const OPERAND = /\s*(?:"((?:[^"\\]|\\.)*)"|([^()"]*?))\s*\)/y;

/**
 * Parses `ALARM(a) AND NOT (OK("b c") OR INSUFFICIENT_DATA(arn:...))`. NOT binds tighter than AND, AND tighter than OR;
 * an operand is an alarm name or ARN, quoted when it holds parentheses, a backslash escapes a quote (API:PutCompositeAlarm).
 */
export function parseAlarmRule(text: string): AlarmRule {
  const parser = new Parser(text);
  const rule = parser.disjunction();
  parser.end();
  return rule;
}

/** The names of the alarms that the rule reads, each once. */
export function alarmNamesIn(rule: AlarmRule): string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarmName];
    case 'not':
      return alarmNamesIn(rule.operand);
    case 'and':
    case 'or':
      return [...new Set(rule.operands.flatMap(alarmNamesIn))];
  }
}

/** Evaluates the rule. A deleted alarm is in no state at all: every function of it is false. */
export function evaluateAlarmRule(rule: AlarmRule, stateOf: (alarmName: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarmName) === rule.state;
    case 'not':
      return !evaluateAlarmRule(rule.operand, stateOf);
    case 'and':
      return rule.operands.every((operand) => evaluateAlarmRule(operand, stateOf));
    case 'or':
      return rule.operands.some((operand) => evaluateAlarmRule(operand, stateOf));
  }
}

interface Token {
  readonly text: string;
  readonly state?: StateValue;
}

class Parser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  disjunction(): AlarmRule {
    return this.#chain('OR', 'or', () => this.#chain('AND', 'and', () => this.#factor()));
  }

  end(): void {
    if (this.#text.slice(this.#position).trim() !== '') this.#fail('AND, OR or the end');
  }

  #chain(word: string, kind: 'and' | 'or', next: () => AlarmRule): AlarmRule {
    const first = next();
    const operands = [first];
    while (this.#accept(word)) operands.push(next());
    return operands.length === 1 ? first : { kind, operands };
  }

  #factor(): AlarmRule {
    const start = this.#position;
    const token = this.#next();
    if (token?.state !== undefined) return { kind: 'state', state: token.state, alarmName: this.#operand() };
    switch (token?.text) {
      case 'NOT':
        return { kind: 'not', operand: this.#factor() };
      case 'TRUE':
      case 'FALSE':
        return { kind: 'constant', value: token.text === 'TRUE' };
      case '(': {
        const rule = this.disjunction();
        if (!this.#accept(')')) this.#fail('")"');
        return rule;
      }
      default:
        this.#position = start;
        return this.#fail('ALARM(...), OK(...), INSUFFICIENT_DATA(...), NOT, TRUE, FALSE or "("');
    }
  }

  #operand(): string {
    OPERAND.lastIndex = this.#position;
    const match = OPERAND.exec(this.#text);
    const alarm = match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2] ?? '';
    if (alarm === '') this.#fail('an alarm name or ARN and ")"');
    this.#position = OPERAND.lastIndex;
    return alarmNameOf(alarm);
  }

  #accept(text: string): boolean {
    const start = this.#position;
    if (this.#next()?.text === text) return true;
    this.#position = start;
    return false;
  }

  #next(): Token | undefined {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (match === null) return undefined;
    this.#position = TOKEN.lastIndex;
    const [, parenthesis, word, state, other] = match;
    if (state === 'ALARM' || state === 'OK' || state === 'INSUFFICIENT_DATA') return { text: state, state };
    return { text: parenthesis ?? word ?? other ?? '' };
  }

  #fail(expected: string): never {
    const found = this.#text.slice(this.#position).trim().slice(0, 30);
    throw new AlarmRuleError(
      `expected ${expected} at character ${this.#position + 1}, found ${found === '' ? 'the end' : `"${found}"`}`,
    );
  }
}
