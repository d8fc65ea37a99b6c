import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const GUARDS = readFileSync('docs/guards.md', 'utf8');

/** The code of docs/guards.md in a language. */
function shown(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(GUARDS)?.[1] ?? '(none)';
}

describe('the examples', () => {
  it('in plain CloudFormation is the one that the tests of guards deploy', () => {
    expect(readFileSync('examples/cloudformation/guard.yaml', 'utf8')).toBe(shown('yaml'));
  });

  it('in Python has the lines of docs/guards.md', () => {
    const app = readFileSync('examples/python/app.py', 'utf8');
    const indented = shown('python').trimEnd().replaceAll(/^/gm, '        ');
    expect(app).toContain(indented);
  });
});
