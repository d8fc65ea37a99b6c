import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { WHOLE_CONTROLLER } from '../../../lambda/decision/stage-key.ts';
import { linksOf } from '../../../lambda/messages/console-links.ts';
import { aBareEntry, anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';
import { anyEntry, anyName } from './any-entry.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const urlsOf = (...args: Parameters<typeof linksOf>) =>
  Object.fromEntries(linksOf(...args).map(({ label, url }) => [label, url]));

test.each([
  ['aws', 'eu-west-1', 'https://console.aws.amazon.com/'],
  ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
])('partition %s has a console of its own', (partition, region, console) => {
  const { Runbook: _, ...pages } = urlsOf(KEY, anEntry(), aPlace({ partition, region }));
  for (const url of Object.values(pages)) {
    expect(url.startsWith(console)).toBe(true);
    expect(new URL(url).searchParams.get('region')).toBe(region);
  }
});

test('names are encoded', () => {
  const entry = anEntry({ alarm: "50% of (shop)'s #5xx/ü" });
  const { Alarm, Pipeline } = urlsOf({ pipeline: 'a@b', stage: 'Prod' }, entry, aPlace());
  expect(Alarm).toMatch(/#alarmsV2:alarm\/50%25%20of%20%28shop%29%27s%20%235xx%2F%C3%BC$/);
  expect(Pipeline).toContain('/pipelines/a%40b/view?');
});

test('links are there for what the entry knows', () => {
  const { dashboardName: _, ...place } = aPlace();
  expect(Object.keys(urlsOf(KEY, aBareEntry(), place))).toEqual(['Test tab', 'Pipeline', 'Decisions', 'Runbook']);
});

test('what is about the whole controller links to no pipeline', () => {
  expect(urlsOf(WHOLE_CONTROLLER, aBareEntry(), aPlace())).not.toHaveProperty('Pipeline');
});

test('whatever the names are, every link is a URL without blanks', () => {
  return fc.assert(
    fc.property(anyName, anyName, anyEntry, (pipeline, stage, entry) => {
      const key = { pipeline, stage };
      for (const { url } of linksOf(key, entry, aPlace())) {
        expect(url).toMatch(/^https:\/\/[!-~]+$/);
        expect(url).not.toMatch(/[<>|"]/);
      }
    }),
  );
});
