import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../../../emulator/services/events/event-pattern.ts';

describe('EventBridge refuses', () => {
  it.each([
    ['text that is not JSON', '{', 'it is not JSON'],
    ['a list', '[]', 'the pattern must be an object or an array'],
    ['an empty pattern', '{}', 'empty objects are not allowed'],
    ['an empty list', { source: [] }, 'source: empty arrays are not allowed'],
    ['a bare value', { detail: { state: 'ALARM' } }, 'detail.state must be an object or an array'],
    ['a list in a list', { source: [['x']] }, 'source: a match value must not be an array'],
    ['an unknown operator', { source: [{ like: 'x' }] }, 'source: unrecognized match type "like"'],
    ['two operators', { source: [{ prefix: 'x', suffix: 'y' }] }, 'only one key is allowed'],
    ['a prefix that is no text', { source: [{ prefix: 5 }] }, 'prefix must be a string'],
    ['an odd numeric', { a: [{ numeric: ['>'] }] }, 'numeric must be a list'],
    ['a numeric operator', { a: [{ numeric: ['!=', 5] }] }, 'unrecognized numeric range operator "!="'],
    ['a big number', { a: [{ numeric: ['>', 6e9] }] }, 'between -5.0e9 and 5.0e9'],
    ['an empty range', { a: [{ numeric: ['>', 5, '<', 5] }] }, 'range from 5 to 5 is empty'],
    ['a reversed range', { a: [{ numeric: ['<', 5, '>', 0] }] }, 'must have > or >= before'],
    ['a broken network', { a: [{ cidr: '10.0.0.0/33' }] }, 'cidr "10.0.0.0/33"'],
    ['consecutive stars', { a: [{ wildcard: 'a**b' }] }, 'consecutive *'],
    ['a stray backslash', { a: [{ wildcard: 'a\\b' }] }, 'backslash must stand before'],
    ['exists with text', { a: [{ exists: 'yes' }] }, 'exists must be true or false'],
    ['a mixed anything-but', { a: [{ 'anything-but': ['x', 1] }] }, 'anything-but must be'],
    ['an unknown anything-but', { a: [{ 'anything-but': { numeric: ['>', 1] } }] }, 'anything-but takes one of'],
    ['a single alternative', { $or: [{ a: ['x'] }] }, '$or must be a list of at least two objects'],
    ['a long pattern', { a: ['x'.repeat(2039)] }, 'it has 2049 characters, the limit is 2048'],
  ])('%s', (_name, pattern, message) => {
    expect(() => compileEventPattern(pattern)).toThrow(message);
    expect(() => compileEventPattern(pattern)).toThrow('Event pattern is not valid. Reason: ');
  });

  it('more than 1,000 combinations of alternatives', () => {
    const ten = Array.from({ length: 10 }, (_, index) => ({ [`k${index}`]: [1] }));
    const pattern = { a: { $or: ten }, b: { $or: ten }, c: { $or: ten }, d: { $or: ten.slice(0, 2) } };
    expect(() => compileEventPattern(pattern)).toThrow('2000 combinations');
  });

  it('takes a pattern of exactly 2,048 characters', () => {
    const pattern = JSON.stringify({ a: ['x'.repeat(2038)] });
    expect(pattern).toHaveLength(2048);
    expect(compileEventPattern(pattern)({ a: 'x'.repeat(2038) })).toBe(true);
  });
});
