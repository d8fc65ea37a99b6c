import { spawnSync } from 'node:child_process';
import { checkEngine } from './engine-check.ts';
import { findJava } from './java.ts';

/** The exit code; 1 where the command could not be started or was ended by a signal. */
function run(command: string, ...parameters: string[]): number {
  return spawnSync(command, parameters, { stdio: 'inherit' }).status ?? 1;
}

// What is given on the command line goes to Vitest: `npm run test:dynamodb-local -- -t race`.
process.exitCode = checkEngine({
  findJava,
  install: () =>
    run('npm', 'ci', '--prefix', 'test/dynamodb-local/engine', '--ignore-scripts', '--prefer-offline') === 0,
  test: () => run('npx', 'vitest', 'run', '--config', 'test/dynamodb-local/vitest.config.ts', ...process.argv.slice(2)),
  say: console.log,
});
