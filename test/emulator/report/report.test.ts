import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../emulator/report/report.ts';
import {
  decision,
  minute,
  recordedStory,
  rolledBackStory,
  stageChange,
} from '../../support/builders/recorded-stories.ts';

/** The tags of a page, in order. */
function tagsOf(page: string): string[] {
  return [...page.matchAll(/<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag);
}

describe('the report', () => {
  it('looks as it did', async () => {
    await expect(reportOf([rolledBackStory()])).toMatchFileSnapshot('rolled-back.html.snap');
  });

  it('has the same markup whatever people call their things', () => {
    const pageWith = (name: string) =>
      reportOf([
        recordedStory({
          name,
          summary: name,
          stages: [{ name, live: [{ time: minute(0), releases: [name] }] }],
          alarms: [{ name, state: 'ALARM' }],
          happenings: [
            { time: minute(0), kind: 'script', text: name },
            stageChange(1, 'STARTED', { release: name, stage: name }),
            decision(2, 'hold', name),
            { time: minute(3), kind: 'failure', error: name },
            { time: minute(4), kind: 'message', subject: name, text: name },
          ],
        }),
      ]);
    // Names of the same length break and fit alike.
    const plain = tagsOf(pageWith('x'.repeat(12)));
    const names = fc.string({ unit: fc.constantFrom(...`<>&"'/=;\`! xé\u0000\u2028`), minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(names, (name) => {
        const withoutBreaks = tagsOf(pageWith(name)).filter((tag) => tag !== '<wbr');
        expect(withoutBreaks).toEqual(plain.filter((tag) => tag !== '<wbr'));
      }),
    );
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="alert(1)', '&quot; onload=&quot;alert(1)'],
    ["it's & <b>", 'it&#39;s &amp; &lt;b&gt;'],
    ['bell \u0007 half \ud800', 'bell \ufffd half \ufffd'],
  ])('escapes %j', (name, escaped) => {
    const page = reportOf([recordedStory({ name })]);
    expect(page).toContain(`<title>${escaped}: rollback drill</title>`);
    expect(page).not.toContain(name);
  });

  it('loads nothing from anywhere', () => {
    const page = reportOf([rolledBackStory()]);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\bsrc=|https?:/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith('#'))).toBe(true);
  });

  it('leads every link to something on the page', () => {
    const page = reportOf([rolledBackStory(), recordedStory({ happenings: [decision(1, 'hold')] })]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `#${id}`);
    const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, href]) => href);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !ids.includes(link ?? ''))).toEqual([]);
  });

  it('counts the stories that passed, and says how one failed', () => {
    const failed = recordedStory({ name: 'other', differences: ['accepted rollbacks: missing "shop/Prod to v1"'] });
    const page = reportOf([recordedStory(), failed]);
    expect(page).toContain('1 of 2 stories passed');
    expect(page).toContain('The story ended otherwise: accepted rollbacks: missing &quot;shop/Prod to v1&quot;.');
  });

  it('has every mail that people got, whole', () => {
    const text = 'Rolling back: shop/Prod\n\nNext: <release> it.\n- Runbook: https://wiki.example.com/#a';
    const page = reportOf([
      recordedStory({ happenings: [{ time: minute(4), kind: 'message', subject: 'Rolling back: shop/Prod', text }] }),
    ]);
    expect(page).toContain(`<pre>${text.replaceAll(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;'))}</pre>`);
  });

  it('says so where nothing was decided', () => {
    expect(reportOf([recordedStory()])).toContain('nothing that happened asked for a decision');
  });
});
