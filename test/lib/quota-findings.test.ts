import { describe, expect, it } from 'vitest';
import { aboutQuotas, type RegionRoom } from '../../lib/doctor/quota-findings.ts';

/** The codes of what is found where the region has this much room; by default more than enough. */
function found({
  unreserved = 1_000,
  rules,
  region = 'eu-west-1',
}: {
  unreserved?: number;
  rules?: number;
  region?: string;
}) {
  const room: RegionRoom = {
    region,
    concurrency: { ok: true, value: { account: 1_000, unreserved } },
    ...(rules !== undefined && { rules: { ok: true, value: rules } }),
  };
  return aboutQuotas(room).map(({ code }) => code);
}

describe('the quotas of a region', () => {
  it.each([
    { unreserved: 99, codes: ['concurrency-low'] },
    { unreserved: 100, codes: [] },
  ])('$unreserved invocations at once that nobody reserved: $codes', ({ unreserved, codes }) => {
    expect(found({ unreserved })).toEqual(codes);
  });

  it.each([
    { rules: 295, region: 'eu-west-1', codes: [] },
    { rules: 296, region: 'eu-west-1', codes: ['event-rules-full'] },
    { rules: 300, region: 'eu-west-1', codes: ['event-rules-full'] },
    { rules: 301, region: 'eu-west-1', codes: [] },
    { rules: 95, region: 'eu-south-1', codes: [] },
    { rules: 96, region: 'eu-south-1', codes: ['event-rules-full'] },
    { rules: 97, region: 'eu-west-1', codes: [] },
  ])('$rules rules in $region: $codes', ({ rules, region, codes }) => {
    expect(found({ rules, region })).toEqual(codes);
  });

  it('are unknown where they cannot be read, each by itself', () => {
    const unread = (what: string) => ({ ok: false, what, problem: 'denied', transient: false }) as const;
    const findings = aboutQuotas({ region: 'eu-west-1', concurrency: unread('one'), rules: unread('other') });
    expect(findings.map(({ code, about }) => [code, about])).toEqual([
      ['quota-unverified', 'one'],
      ['quota-unverified', 'other'],
    ]);
  });
});
