import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { linksOf } from '../../../lambda/messages/console-links.ts';
import { AFTER_HOLDS, runbookEntryOf } from '../../../lambda/messages/runbook-entry.ts';
import { TELLINGS } from '../../../lambda/messages/telling.ts';
import { anEntry } from '../../support/builders/entries.ts';
import { aPlace } from '../../support/builders/places.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };

test('messages lead to entries that the runbook has', () => {
  const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z ]/g, '')
      .replaceAll(' ', '-'),
  );
  const ofEvents = Object.values(TELLINGS).flatMap(({ runbook }) => runbook ?? []);
  for (const anchor of [...Object.values(AFTER_HOLDS), ...ofEvents]) expect(headings).toContain(anchor);
});

test('what has no entry leads to the runbook as a whole', () => {
  expect(runbookEntryOf({ code: 'released' })).toBe('');
  expect(runbookEntryOf({ code: 'hold', reason: 'paused' })).toBe('');
});

test('the runbook is linked also where no console is known', () => {
  expect(linksOf(KEY, anEntry({ code: 'rollback-stuck' }), aPlace({ partition: 'aws-iso' }))).toEqual([
    { label: 'Runbook', url: 'https://wiki.example.com/runbook#a-rollback-is-stuck' },
  ]);
});
