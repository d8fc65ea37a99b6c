import { alarmArnOf, type Location } from '../decision/alarm-arn.ts';
import type { AlarmRule } from '../decision/alarm-rule.ts';

const TOKEN =
  /\s*(?:([()])|(AND|OR|NOT|TRUE|FALSE)\b|(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|([^()"]*?))\s*\))\s*/y;

interface Token {
  readonly word: string;
  readonly alarm?: string;
}

/**
 * Reads `ALARM(a) AND NOT (ALARM("b c") OR OK(arn:...))` (API:PutCompositeAlarm): NOT binds tighter than AND, AND tighter than OR. What is
 * negated turns over: not all is any that is not. Undefined where it cannot be read, or where no alarm in ALARM makes it hold.
 */
export function ruleOf(text: string, home: Location): AlarmRule | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  let next = 0;
  const accepts = (word: string) => tokens[next]?.word === word && ++next > 0;

  const chain = (word: string, kind: 'all' | 'any', operand: () => AlarmRule | undefined) => {
    const parts = [operand()];
    while (accepts(word)) parts.push(operand());
    const [first, ...others] = parts.filter((part) => part !== undefined);
    return first === undefined || others.length === 0 ? first : { kind, of: [first, ...others] };
  };
  const either = (negated: boolean): AlarmRule | undefined =>
    chain('OR', negated ? 'all' : 'any', () => chain('AND', negated ? 'any' : 'all', () => factor(negated)));
  const factor = (negated: boolean): AlarmRule | undefined => {
    if (accepts('NOT')) return factor(!negated);
    if (accepts('(')) {
      const inner = either(negated);
      accepts(')');
      return inner;
    }
    const { word, alarm } = tokens[next++] ?? {};
    return alarm !== undefined && word === (negated ? 'OK' : 'ALARM')
      ? { kind: 'alarm', arn: alarmArnOf(alarm, home) }
      : undefined;
  };

  const rule = either(false);
  return next === tokens.length ? rule : undefined;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let done = 0; done < text.length; done = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, parenthesis, word, state, quotedName, name] = match;
    const alarm = quotedName?.replaceAll(/\\(.)/g, '$1') ?? name;
    tokens.push(alarm === undefined ? { word: parenthesis ?? word ?? '' } : { word: state ?? '', alarm });
  }
  return tokens;
}
