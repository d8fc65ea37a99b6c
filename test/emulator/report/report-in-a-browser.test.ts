import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { reportOf } from '../../../emulator/report/report.ts';
import { startBrowser } from '../../support/browser.ts';
import { recordedStory, rolledBackStory } from '../../support/builders/recorded-stories.ts';
import { crowdedStory } from './crowded-story.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const DESKTOP = { viewport: { width: 1160, height: 900 }, colorScheme: 'light' } as const;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

/** The first start unpacks the browser: seconds, but more on a busy machine. */
const UNPACKING_MILLIS = 240_000;

let browser: Browser;
let directory: string;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'report-'));
  const file = join(directory, 'report.html');
  const failed = recordedStory({ name: 'failed', differences: ['frozen stages: missing "shop/Prod"'] });
  await writeFile(file, reportOf([rolledBackStory(), crowdedStory(), failed]));
  url = pathToFileURL(file).href;
  browser = await startBrowser();
}, UNPACKING_MILLIS);

afterAll(async () => {
  await browser.close();
  await rm(directory, { recursive: true, force: true });
});

/** Opens the report; answers what the browser complained about, and everything it loaded. */
async function open(options: BrowserContextOptions) {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests };
}

const AxeResults = z.object({
  passes: z.array(z.object({ id: z.string() })),
  violations: z.array(
    z.object({ id: z.string(), nodes: z.array(z.object({ target: z.unknown(), failureSummary: z.string() })) }),
  ),
});

/** The page's own policy forbids scripts; axe-core is evaluated past it, by the debugger. */
async function accessibility(page: Page) {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return AxeResults.parse(JSON.parse(await page.evaluate('axe.run().then((results) => JSON.stringify(results))')));
}

/** Pairs of texts in the picture that cover each other. */
const OVERLAPS = `[...document.querySelectorAll('.plot')].flatMap((plot) => {
  const texts = [...plot.querySelectorAll('svg text, .mark, .mark > sup')].map((element) => ({
    text: element.textContent, box: element.getBoundingClientRect() }));
  return texts.flatMap((one, index) => texts.slice(index + 1).filter(({ box }) =>
    Math.min(box.right, one.box.right) - Math.max(box.left, one.box.left) > 1 &&
    Math.min(box.bottom, one.box.bottom) - Math.max(box.top, one.box.top) > 1,
  ).map((other) => one.text + ' / ' + other.text));
})`;

/** Texts in the picture that are wider than the box they are in. */
const OVERFLOWS = `[...document.querySelectorAll('.plot g')].flatMap((group) => {
  const [box, text] = [group.querySelector(':scope > rect'), group.querySelector(':scope > text')];
  if (!box || !text || group.matches('.axis, .metric')) return [];
  return text.getBoundingClientRect().right > box.getBoundingClientRect().right ? [text.textContent] : [];
})`;

describe('the report in a browser', () => {
  it.each([
    ['on a desktop', DESKTOP],
    ['in dark mode', { ...DESKTOP, colorScheme: 'dark' as const }],
    ['on a phone', PHONE],
    ['on a phone in dark mode', { ...PHONE, colorScheme: 'dark' as const }],
  ])('is accessible and without a complaint %s', async (_name, options) => {
    const { page, complaints, requests } = await open(options);
    const { passes, violations } = await accessibility(page);
    expect(violations).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'link-name', 'region']));
    expect(complaints).toEqual([]);
    expect(requests).toEqual([url]);
  });

  it('shows the rollback, where it is and why', async () => {
    const { page } = await open(DESKTOP);
    const bar = page.locator('#story-1 .run.rollback rect').first();
    const alarm = page.locator('#story-1 .state.alarm rect').first();
    const mark = page.locator('#story-1 .mark.rollback');
    const [barBox, alarmBox, markBox] = await Promise.all([bar, alarm, mark].map((part) => part.boundingBox()));
    expect(barBox?.x).toBeCloseTo(alarmBox?.x ?? 0, 0);
    expect((markBox?.x ?? 0) + (markBox?.width ?? 0) / 2).toBeCloseTo(barBox?.x ?? 0, 0);
    expect(barBox?.width).toBeGreaterThan(40);
  });

  it.each([
    ['the pointer', (page: Page) => page.locator('#story-1 .mark.rollback').hover()],
    ['the keyboard', (page: Page) => page.locator('#story-1 .mark.rollback').focus()],
  ])('gives the reason of a decision to %s', async (_name, approach) => {
    const { page } = await open(DESKTOP);
    const tip = page.locator('#story-1 .mark.rollback .tip');
    expect(await tip.isVisible()).toBe(false);
    await approach(page);
    expect(await tip.isVisible()).toBe(true);
    expect(await tip.textContent()).toContain('fired 2 min after the end');
  });

  it('names each decision for a screen reader, and leads to its sentence', async () => {
    const { page } = await open(DESKTOP);
    const mark = page.getByRole('link', { name: /^Decision 1, 09:04:00, shop\/Prod: ROLLBACK: roll back from v2/ });
    await mark.press('Enter');
    expect(await page.locator(':target').textContent()).toContain('roll back from v2 to v1');
    expect(await page.getByRole('region', { name: 'Timeline of rolled-back' }).count()).toBe(1);
  });

  it('scrolls sideways in the picture alone on a phone, and keeps the names of the lanes in sight', async () => {
    const { page } = await open(PHONE);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const chart = page.locator('#story-1 .chart');
    const scrolled = await page.evaluate(
      "((chart) => { chart.scrollLeft = 400; return chart.scrollLeft; })(document.querySelector('#story-1 .chart'))",
    );
    expect(scrolled).toBe(400);
    const [names, box] = [await page.locator('#story-1 .names').boundingBox(), await chart.boundingBox()];
    expect(names?.x).toBeCloseTo((box?.x ?? 0) + 1, 0);
  });

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('has no texts that cover each other or leave their box on %s', async (_name, options) => {
    const { page } = await open(options);
    expect(await page.evaluate(OVERLAPS)).toEqual([]);
    expect(await page.evaluate(OVERFLOWS)).toEqual([]);
  });

  it('is dark where people like it dark', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const { page: light } = await open(DESKTOP);
    const { page: dark } = await open({ ...DESKTOP, colorScheme: 'dark' });
    expect(await light.evaluate(background)).toBe('rgb(255, 255, 255)');
    expect(await dark.evaluate(background)).toBe('rgb(13, 17, 23)');
  });

  it('prints what the picture scrolls and the table folds', async () => {
    const { page } = await open(DESKTOP);
    const table = page.locator('#story-1-events table');
    expect(await table.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await table.isVisible()).toBe(true);
    expect((await table.boundingBox())?.height).toBeGreaterThan(200);
    expect(await page.evaluate("getComputedStyle(document.querySelector('#story-1 .chart')).overflowX")).toBe(
      'visible',
    );
  });

  it('opens with the failure of a story in words, not in colour alone', async () => {
    const { page } = await open(DESKTOP);
    expect(await page.getByRole('heading', { name: 'failed FAILED' }).count()).toBe(1);
    expect(await page.getByText('The story ended otherwise: frozen stages: missing "shop/Prod".').count()).toBe(1);
  });
});
