import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the tarball that `npm run package` wrote. */
    tarball: string;
  }
}

/** Packs once for a whole run. */
export default function setUp({ provide }: Pick<TestProject, 'provide'>): void {
  const said = execFileSync('npm', ['run', '--silent', 'package'], { encoding: 'utf8' });
  const { groups } = /^(?<file>\S+): \d+ files/.exec(said) ?? {};
  provide('tarball', z.string().parse(groups?.file));
}
