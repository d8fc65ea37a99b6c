import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wildcardPattern } from '../../../../emulator/services/iam/wildcard.ts';

/** Characters of ARNs and actions, and every one that means something in a regular expression. */
const text = fc.string({ unit: fc.constantFrom(...'abAB:/-_.^$+()[]{}|\\é😀\n') });

test('text without wildcards matches itself and nothing else', () => {
  fc.assert(
    fc.property(text, text, (pattern, other) => {
      expect(wildcardPattern(pattern).test(pattern)).toBe(true);
      expect(wildcardPattern(pattern).test(other)).toBe(other === pattern);
    }),
  );
});

test('* matches anything between what stands around it', () => {
  fc.assert(
    fc.property(text, text, text, (before, middle, after) => {
      expect(wildcardPattern(`${before}*${after}`).test(before + middle + after)).toBe(true);
    }),
  );
});

test('* wants what stands around it', () => {
  fc.assert(
    fc.property(text, text, text, (before, after, other) => {
      const matches = other.startsWith(before) && other.endsWith(after) && other.length >= before.length + after.length;
      expect(wildcardPattern(`${before}*${after}`).test(other)).toBe(matches);
    }),
  );
});

test('? matches exactly one character', () => {
  fc.assert(
    fc.property(text, text, text, (before, middle, after) => {
      expect(wildcardPattern(`${before}?${after}`).test(before + middle + after)).toBe([...middle].length === 1);
    }),
  );
});

test('agrees with a matcher that tries every split', () => {
  const matches = (pattern: readonly string[], value: readonly string[]): boolean => {
    const [head, ...rest] = pattern;
    if (head === undefined) return value.length === 0;
    if (head === '*') return matches(rest, value) || (value.length > 0 && matches(pattern, value.slice(1)));
    return value.length > 0 && (head === '?' || head === value[0]) && matches(rest, value.slice(1));
  };
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 });

  fc.assert(
    fc.property(pattern, few, (wildcards, value) => {
      expect(wildcardPattern(wildcards).test(value)).toBe(matches([...wildcards], [...value]));
    }),
    { numRuns: 1000 },
  );
});

test('case counts unless it is told not to', () => {
  expect(wildcardPattern('ssm:Get*').test('SSM:getParameter')).toBe(false);
  expect(wildcardPattern('ssm:Get*', { ignoreCase: true }).test('SSM:getParameter')).toBe(true);
});
