import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PHASES, to } from '../../../lambda/decision/phases.ts';
import { aClaimed, aState } from '../../support/builders/incidents.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/architecture.md'), 'utf8');

/** `from --> to: on`, for every arrow of the diagram but the one from its beginning. */
function drawn(): readonly string[] {
  const [, diagram = ''] = /```mermaid\nstateDiagram-v2\n([^`]*)```/.exec(DOCUMENT) ?? [];
  return diagram
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('[*]'));
}

function tabled(): readonly string[] {
  return Object.entries(PHASES).flatMap(([from, ways]) =>
    Object.entries(ways).map(([on, phase]) => `${from} --> ${phase}: ${on}`),
  );
}

describe('docs/architecture.md', () => {
  test('draws exactly the phases of an incident', () => {
    expect(drawn().toSorted()).toEqual(tabled().toSorted());
  });

  test('says of each way what it means', () => {
    const section = DOCUMENT.split(/^## /m).find((part) => part.startsWith('The phases of an incident')) ?? '';
    const explained = [...section.matchAll(/^\| ([a-z]+) +\|/gm)].map(([, on]) => on).filter((on) => on !== 'on');
    const ways = Object.values(PHASES).flatMap((way) => Object.keys(way));
    expect(explained.toSorted()).toEqual([...new Set(ways)].toSorted());
  });
});

test('a way of the table leads into its phase, and back to idle', () => {
  const claimed = to(aState(), 'idle', 'decided', aClaimed());
  expect([aState().incident?.phase, claimed.incident?.phase]).toEqual([undefined, 'claimed']);
  expect(to(claimed, 'claimed', 'held', undefined)).toEqual(aState());
});
