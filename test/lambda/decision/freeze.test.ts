import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freezeReason, isOurFreeze } from '../../../lambda/decision/freeze.ts';
import type { InboundTransition } from '../../../lambda/decision/stage.ts';
import { BAD } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';

/** API:DisableStageTransition, `reason`. */
const ACCEPTED = /^[a-zA-Z0-9!@ ().*?-]{1,300}$/;

describe('the reason of a freeze', () => {
  test('names the incident, the suspect and the way out', () => {
    expect(freezeReason('20260110-102000-bbbb', BAD.id)).toBe(
      'Frozen by auto-rollback incident 20260110-102000-bbbb - execution bbbbbbbb is blamed. Release it with the release command.',
    );
  });

  test('is accepted by CodePipeline whatever the names are', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('long/name_'.repeat(40)));
    return fc.assert(
      fc.property(anyText, anyText, (incident, suspect) => {
        expect(freezeReason(incident, suspect)).toMatch(ACCEPTED);
      }),
    );
  });
});

describe('a disabled transition', () => {
  const freeze = { reason: 'Frozen by us', since: at('10:21'), changedBy: 'arn:role/controller' };
  const ours: InboundTransition = {
    enabled: false,
    disabledReason: 'Frozen by us',
    lastChangedBy: 'arn:role/controller',
  };

  test('is ours with our reason and our principal', () => {
    expect(isOurFreeze(freeze, ours)).toBe(true);
  });

  test('is ours with our reason alone, until it was read back who AWS says did it', () => {
    expect(isOurFreeze({ reason: freeze.reason, since: freeze.since }, ours)).toBe(true);
  });

  test.each<[string, typeof freeze | undefined, InboundTransition]>([
    ['when it is enabled', freeze, { ...ours, enabled: true }],
    ['when a person gave another reason', freeze, { ...ours, disabledReason: 'Frozen by us!' }],
    ['when a person disabled it again with our reason', freeze, { ...ours, lastChangedBy: 'arn:user/alice' }],
    ['when it carries no reason', freeze, { enabled: false }],
    ['when we remember no freeze', undefined, ours],
  ])('is not ours %s', (_, known, inbound) => {
    expect(isOurFreeze(known, inbound)).toBe(false);
  });
});
