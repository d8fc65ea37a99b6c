import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../../../emulator/services/events/event-pattern.ts';

const matches = (condition: unknown, value: unknown) =>
  compileEventPattern({ detail: { field: [condition] } })({ detail: { field: value } });

describe('an operator of an event pattern', () => {
  it.each([
    ['exact text', 'ALARM', ['ALARM'], ['alarm', 'ALARMS', '', null, 5]],
    ['the empty string', '', [''], [null, 'x']],
    ['an exact number', 3, [3, 3.0], ['3', 4]],
    ['a boolean', true, [true], ['true', false, 1]],
    ['null', null, [null], ['', 0, 'null', false]],
    ['prefix', { prefix: 'us-' }, ['us-east-1', 'us-'], ['eu-us-', 'US-east-1', 5, null]],
    ['prefix ignoring case', { prefix: { 'equals-ignore-case': 'EventB' } }, ['eventbridge', 'EVENTB'], ['event']],
    ['suffix', { suffix: '.png' }, ['a.png', '.png'], ['png', 'a.PNG', 5]],
    ['suffix ignoring case', { suffix: { 'equals-ignore-case': '.PNG' } }, ['a.png', 'a.Png'], ['a.jpg']],
    ['equals-ignore-case', { 'equals-ignore-case': 'Alice' }, ['alice', 'ALICE'], ['alic', 5]],
    ['wildcard', { wildcard: 'dir/*.png' }, ['dir/.png', 'dir/a/b.png', 'dir/a\nb.png'], ['dir/png', 'xdir/a.png']],
    ['wildcard with a literal star', { wildcard: 'a\\*b*' }, ['a*b', 'a*bc'], ['axb', 'ab']],
    ['wildcard with a dot', { wildcard: 'a.b*' }, ['a.b', 'a.bc'], ['axb']],
    ['numeric equality', { numeric: ['=', 5] }, [5, 5.0], ['5', 6]],
    ['a numeric range', { numeric: ['>', 10, '<=', 20] }, [10.1, 20], [10, 20.1, '15']],
    ['a numeric bound', { numeric: ['<', 0] }, [-1], [0, null]],
    ['an IPv4 network', { cidr: '10.0.0.0/24' }, ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', '::1', 'x', 5]],
    ['an IPv6 network', { cidr: '2001:db8::/32' }, ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
    ['anything but a text', { 'anything-but': 'x' }, ['y', 5, null], ['x']],
    ['anything but a number', { 'anything-but': 5 }, [6, '5'], [5]],
    ['anything but a list', { 'anything-but': ['x', 'y'] }, ['z'], ['x', 'y']],
    ['anything but numbers', { 'anything-but': [1, 2] }, [3], [1, 2]],
    ['anything but a prefix', { 'anything-but': { prefix: 'us-' } }, ['eu-west-1'], ['us-east-1']],
    ['anything but prefixes', { 'anything-but': { prefix: ['us-', 'eu-'] } }, ['ap-south-1'], ['us-1', 'eu-1']],
    ['anything but a suffix', { 'anything-but': { suffix: '.png' } }, ['a.jpg'], ['a.png']],
    ['anything but, ignoring case', { 'anything-but': { 'equals-ignore-case': ['OK', 'no'] } }, ['x'], ['ok', 'NO']],
    ['anything but a wildcard', { 'anything-but': { wildcard: '*/lib/*' } }, ['/src/a'], ['/a/lib/b']],
  ])('%s', (_name, condition, hits, misses) => {
    expect(hits.filter((value) => !matches(condition, value))).toEqual([]);
    expect(misses.filter((value) => matches(condition, value))).toEqual([]);
    expect(matches(condition, undefined)).toBe(false);
    expect(matches(condition, { nested: 'ALARM' })).toBe(false);
  });
});

describe('exists', () => {
  it.each([
    ['text', 'x', true],
    ['null', null, true],
    ['false', false, true],
    ['a list of values', ['x'], true],
    ['nothing', undefined, false],
    ['an object, for it is no leaf', { nested: 1 }, false],
    ['an empty list', [], false],
  ])('sees %s', (_name, value, exists) => {
    expect(matches({ exists: true }, value)).toBe(exists);
    expect(matches({ exists: false }, value)).toBe(!exists);
  });

  it('is false below a field that is missing', () => {
    const pattern = compileEventPattern({ detail: { muteDetail: { mutedByArn: [{ exists: false }] } } });
    expect(pattern({ detail: {} })).toBe(true);
    expect(pattern({ detail: { muteDetail: { mutedByArn: 'arn' } } })).toBe(false);
  });
});

describe('an event pattern', () => {
  it('wants every field, and one value of each list', () => {
    const pattern = compileEventPattern({
      source: ['aws.cloudwatch', 'aws.x'],
      detail: { state: { value: ['ALARM'] } },
    });
    expect(pattern({ source: 'aws.cloudwatch', detail: { state: { value: 'ALARM' } } })).toBe(true);
    expect(pattern({ source: 'aws.x', detail: { state: { value: 'OK' } } })).toBe(false);
    expect(pattern({ detail: { state: { value: 'ALARM' } } })).toBe(false);
  });

  it('matches a list in the event when one of its values matches', () => {
    const pattern = compileEventPattern({ resources: ['arn:b', { prefix: 'arn:x' }] });
    expect(pattern({ resources: ['arn:a', 'arn:b'] })).toBe(true);
    expect(pattern({ resources: ['arn:xyz'] })).toBe(true);
    expect(pattern({ resources: ['arn:c'] })).toBe(false);
    expect(pattern({ resources: [] })).toBe(false);
  });

  it('wants conditions on a list of objects to hold for one and the same object', () => {
    const pattern = compileEventPattern({ items: { name: ['a'], size: [1] } });
    expect(pattern({ items: [{ name: 'a', size: 1 }] })).toBe(true);
    expect(
      pattern({
        items: [
          { name: 'a', size: 2 },
          { name: 'b', size: 1 },
        ],
      }),
    ).toBe(false);
  });

  it('joins $or with the other fields', () => {
    const pattern = compileEventPattern({
      source: ['shop'],
      $or: [{ detail: { c: [{ numeric: ['>', 0] }] } }, { detail: { d: ['x'] } }],
    });
    expect(pattern({ source: 'shop', detail: { c: 1 } })).toBe(true);
    expect(pattern({ source: 'shop', detail: { d: 'x' } })).toBe(true);
    expect(pattern({ source: 'shop', detail: { c: 0, d: 'y' } })).toBe(false);
    expect(pattern({ source: 'other', detail: { c: 1 } })).toBe(false);
  });

  it('takes $or below other fields and inside itself', () => {
    const pattern = compileEventPattern({
      detail: { $or: [{ a: ['1'] }, { b: ['2'], $or: [{ c: ['3'] }, { d: ['4'] }] }] },
    });
    expect(pattern({ detail: { a: '1' } })).toBe(true);
    expect(pattern({ detail: { b: '2', d: '4' } })).toBe(true);
    expect(pattern({ detail: { b: '2' } })).toBe(false);
  });

  it('does not read inherited properties', () => {
    expect(compileEventPattern({ constructor: { name: ['Object'] } })({})).toBe(false);
  });
});

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '$or' && name !== '__proto__');
const { event } = fc.letrec<{ event: { [key: string]: unknown }; value: unknown }>((tie) => ({
  event: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { minLength: 1, maxLength: 3 }), tie('event')),
}));

/** The pattern that asks for exactly what the event has. */
function exactPattern(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exactPattern(inner)]));
}

describe('for every event', () => {
  it('the pattern made of it matches it, and with one more field does not', () => {
    fc.assert(
      fc.property(event, (sample) => {
        const pattern = exactPattern(sample);
        fc.pre(JSON.stringify(pattern).length < 2000 && typeof pattern === 'object' && !('extra-key' in sample));
        expect(compileEventPattern(pattern)(sample)).toBe(true);
        expect(compileEventPattern({ ...pattern, 'extra-key': [1] })(sample)).toBe(false);
        expect(compileEventPattern({ ...pattern, 'extra-key': [{ exists: false }] })(sample)).toBe(true);
      }),
    );
  });

  it('anything-but is the opposite of exact match for values that are there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer()), leaf, (excluded, value) => {
        expect(matches({ 'anything-but': excluded }, value)).toBe(!matches(excluded, value));
      }),
    );
  });

  it('prefix, suffix and wildcard say what the string methods say', () => {
    const text = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', '.', '*') });
    fc.assert(
      fc.property(text, text, (affix, value) => {
        const escaped = affix.replaceAll('*', '\\*');
        expect(matches({ prefix: affix }, value)).toBe(value.startsWith(affix));
        expect(matches({ suffix: affix }, value)).toBe(value.endsWith(affix));
        expect(matches({ wildcard: `${escaped}*` }, value)).toBe(value.startsWith(affix));
        expect(matches({ wildcard: `*${escaped}` }, value)).toBe(value.endsWith(affix));
        expect(matches({ wildcard: escaped }, value)).toBe(value === affix);
      }),
    );
  });

  it('$or matches exactly when one of its alternatives does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (a, b, value) => {
          const either = compileEventPattern({ $or: [{ f: [a] }, { f: [b] }] });
          expect(either({ f: value })).toBe(value === a || value === b);
        },
      ),
    );
  });
});
