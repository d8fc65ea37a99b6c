/*
 * Starts app.ts, by whatever Node the CDK CLI was started with: in the pinned Node 24 that `npm ci` brings, or in this one if it runs
 * TypeScript. That is why this file is JavaScript.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const app = new URL('app.ts', import.meta.url);
const pinned = pinnedNode();

if (pinned !== undefined && pinned !== process.execPath) {
  const { status, error } = spawnSync(pinned, [fileURLToPath(app), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
} else if (process.features.typescript) {
  await import(app.href);
} else {
  process.stderr.write(
    `Node ${process.versions.node} does not run TypeScript, and the Node 24 that comes with npm ci is not there, most likely because its install script was not run (--ignore-scripts). Run "npm rebuild node", which runs that one script, or use Node 24.\n`,
  );
  process.exitCode = 1;
}

/** The path of the pinned Node, if its install script has brought it. */
function pinnedNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
}
