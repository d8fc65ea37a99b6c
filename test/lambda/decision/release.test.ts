import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Revision } from '../../../lambda/decision/execution.ts';
import { shortId } from '../../../lambda/decision/execution.ts';
import { describeChange, likeness, type Release, type Variable } from '../../../lambda/decision/release.ts';
import { anExecution, executionId } from '../../support/builders/executions.ts';

function aRelease(digit: string, revisions: readonly Revision[], variables?: readonly Variable[]): Release {
  return { execution: anExecution(digit, { revisions }), ...(variables && { variables }) };
}

const of = (...revisions: readonly (readonly [action: string, id: string])[]) =>
  revisions.map(([action, id]) => ({ action, id }));

describe('two executions carry', () => {
  test.each<[string, readonly Revision[], readonly Revision[], string]>([
    [
      'the same release if every source agrees, in any order',
      of(['App', '1'], ['Infra', '2']),
      of(['Infra', '2'], ['App', '1']),
      'same',
    ],
    ['another one if one source differs', of(['App', '1'], ['Infra', '2']), of(['App', '1'], ['Infra', '3']), 'other'],
    ['nobody knows what if one has a source more', of(['App', '1']), of(['App', '1'], ['Infra', '2']), 'unknown'],
    ['nobody knows what if the revision came through another source', of(['App', '1']), of(['Infra', '1']), 'unknown'],
    ['nobody knows what if nothing is known of their sources', [], [], 'unknown'],
    ['nobody knows what if an id is not named', [{ action: 'App' }], [{ action: 'App' }], 'unknown'],
    [
      'another one if one source differs, whatever the others are',
      [{ action: 'Image' }, ...of(['App', '1'])],
      [{ action: 'Image' }, ...of(['App', '2'])],
      'other',
    ],
  ])('%s', (_, one, other, like) => {
    expect(likeness(aRelease('a', one, []), aRelease('b', other, []))).toBe(like);
  });

  test('the same release only if their variables are known and equal', () => {
    const tag = (value: string) => [{ name: 'IMAGE_TAG', value }];
    const like = (one?: readonly Variable[], other?: readonly Variable[]) =>
      likeness(aRelease('a', of(['App', '1']), one), aRelease('b', of(['App', '1']), other));
    expect(like(tag('1'), tag('1'))).toBe('same');
    expect(like(tag('1'), tag('2'))).toBe('other');
    expect(like(tag('1'), [])).toBe('other');
    expect(like(tag('1'), undefined)).toBe('needs-variables');
    expect(like(undefined, tag('1'))).toBe('needs-variables');
  });
});

describe('for any two executions', () => {
  const revisions = fc.uniqueArray(
    fc.record(
      { action: fc.constantFrom('App', 'Infra', 'Image'), id: fc.constantFrom('1', '2') },
      { requiredKeys: ['action'] },
    ),
    { selector: ({ action }) => action, maxLength: 3 },
  );
  const variables = fc.option(
    fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.constantFrom('x', 'y') }), {
      selector: ({ name }) => name,
    }),
    { nil: undefined },
  );
  const release = (digit: string) =>
    fc.tuple(revisions, variables).map(([sources, resolved]) => aRelease(digit, sources, resolved));

  test('likeness is symmetric', () => {
    return fc.assert(
      fc.property(release('a'), release('b'), (one, other) => {
        expect(likeness(one, other)).toBe(likeness(other, one));
      }),
    );
  });

  test('they are never the same where an id or the variables of one are not known', () => {
    const isKnown = ({ execution, variables: known }: Release) =>
      execution.revisions.length > 0 && execution.revisions.every(({ id }) => id !== undefined) && known !== undefined;
    return fc.assert(
      fc.property(release('a'), release('b'), (one, other) => {
        fc.pre(!isKnown(one) || !isKnown(other));
        expect(likeness(one, other)).not.toBe('same');
      }),
    );
  });
});

test('an execution is like itself, whatever is known of it', () => {
  const nameless = { execution: anExecution('a', { revisions: [] }) };
  expect(likeness(nameless, { execution: { ...nameless.execution, id: executionId('a') } })).toBe('same');
});

describe('what differs between two releases', () => {
  test('is not said where one commit says it all', () => {
    expect(describeChange(aRelease('b', of(['App', '2'])), aRelease('a', of(['App', '1'])))).toBe('');
  });

  test('is told by source and variable', () => {
    const from = aRelease('b', of(['App', 'a1'], ['Config', 'c0002']), [{ name: 'IMAGE_TAG', value: '1.5.0' }]);
    const to = aRelease('a', of(['App', 'a1'], ['Config', 'c0001']), [{ name: 'IMAGE_TAG', value: '1.4.1' }]);
    expect(describeChange(from, to)).toBe('Config c0002 -> c0001, IMAGE_TAG 1.5.0 -> 1.4.1');
  });

  test('ends after five differences with the number of the others', () => {
    const many = (value: string) => Array.from({ length: 8 }, (_, index) => ({ name: `V${index}`, value }));
    expect(describeChange(aRelease('b', [], many('2')), aRelease('a', [], many('1')))).toMatch(/, 3 more$/);
  });

  test('names digests by their own first digits', () => {
    expect(shortId({ id: 'sha256:0123456789abcdef' })).toBe('0123456789ab');
    expect(shortId(undefined)).toBe('unknown');
  });
});
