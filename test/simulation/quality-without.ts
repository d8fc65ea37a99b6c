import { execFileSync } from 'node:child_process';
import { cp, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv, execPath } from 'node:process';
import { ROOT, sabotagedSource } from './sabotage.ts';
import { SABOTAGES } from './sabotages.ts';

/*
 * What a rule is worth: the table of `npm run quality` for a function that lacks it.
 * usage: npm run quality:without -- RULE [options of npm run quality]
 */

const [, , rule = '', ...options] = argv;
const sabotage = SABOTAGES.find((one) => one.rule === rule);
if (sabotage === undefined) {
  console.error(`usage: npm run quality:without -- RULE [options of npm run quality], where RULE is one of\n`);
  for (const one of SABOTAGES) console.error(`  ${one.rule}`);
  process.exitCode = 2;
} else {
  const { lambda } = await sabotagedSource(sabotage.changes);
  const project = dirname(lambda);
  try {
    for (const part of ['test/quality', 'test/support', 'test/simulation']) {
      await cp(join(ROOT, part), join(project, part), { recursive: true });
    }
    for (const part of ['emulator', 'lib', 'bin']) await symlink(join(ROOT, part), join(project, part));
    execFileSync(execPath, [join(project, 'test/quality/quality.ts'), ...options], { stdio: 'inherit' });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
