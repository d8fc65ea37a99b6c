import { expect, test } from 'vitest';
import type { Defect } from '../../emulator/account/truth/defect.ts';
import { Trunk } from './trunk.ts';

const leak: Defect = { name: 'leak', raises: [], shows: { kind: 'after', minutes: 0 } };
const typo: Defect = { name: 'typo', raises: [], shows: { kind: 'after', minutes: 0 } };
const forward = { reverts: false };

function trunkWith(...components: readonly ('App' | 'Config' | 'IMAGE_TAG')[]) {
  return new Trunk(components);
}

test('a defect lives on in later changes', () => {
  const trunk = trunkWith('App');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.push('App', 2, { mends: false });
  expect(trunk.defects).toEqual([leak]);
});

test('a change of another component leaves it where it is', () => {
  const trunk = trunkWith('App', 'Config');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.push('Config', 2, { mends: true });
  expect(trunk.defects).toEqual([leak]);
});

test('a later change may mend it unknowingly', () => {
  const trunk = trunkWith('App');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.push('App', 2, { mends: true });
  expect(trunk.defects).toEqual([]);
});

test('a fix mends what is known, and nothing else', () => {
  const trunk = trunkWith('App', 'Config');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.push('Config', 2, { defect: typo, mends: false });
  trunk.fix(new Set([leak]), 100, forward);
  expect(trunk.defects).toEqual([typo]);
  expect([...trunk.versions.values()]).toEqual(['App-100', 'Config-2']);
});

test('a fix may bring a defect of its own', () => {
  const trunk = trunkWith('App');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.fix(new Set([leak]), 100, { ...forward, adds: typo });
  expect(trunk.defects).toEqual([typo]);
});

test('a revert of a commit is a new commit, a variable that is set back has its old value', () => {
  const trunk = trunkWith('App', 'IMAGE_TAG');
  trunk.push('App', 1, { defect: leak, mends: false });
  trunk.push('IMAGE_TAG', 2, { mends: false });
  trunk.push('IMAGE_TAG', 3, { defect: leak, mends: false });
  trunk.fix(new Set([leak]), 100, { reverts: true });
  expect([...trunk.versions.values()]).toEqual(['App-100', 'IMAGE_TAG-2']);
  expect(trunk.defects).toEqual([]);
});
