import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findJava } from './java.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'java-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** A `java` in the home that ends with this exit code. */
function install(exitCode: number): string {
  const command = join(home, 'bin', 'java');
  mkdirSync(join(home, 'bin'));
  writeFileSync(command, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
  return command;
}

it('takes the Java of JAVA_HOME before that of the path', () => {
  expect(findJava(home, () => true)).toBe(join(home, 'bin', 'java'));
  expect(findJava('', () => true)).toBe('java');
  expect(findJava(home, (command) => command === 'java')).toBe('java');
});

it('takes a Java that starts', () => {
  const command = install(0);
  expect(findJava(home)).toBe(command);
});

it('does not take one without a runtime behind it', () => {
  const command = install(1);
  expect(findJava(home)).not.toBe(command);
});

it('does not take one that is not there', () => {
  expect(findJava(home)).not.toBe(join(home, 'bin', 'java'));
});

it('finds none where none starts', () => {
  expect(findJava(home, () => false)).toBeUndefined();
});
