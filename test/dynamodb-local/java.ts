import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The command that starts Java: that of `JAVA_HOME`, or else of the path. Undefined where it cannot be started or has no
 * runtime behind it (macOS ships such a `java`, which only says where to get one).
 */
export function findJava(home = process.env.JAVA_HOME, starts = startsJava): string | undefined {
  const commands = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  return commands.find(starts);
}

function startsJava(command: string): boolean {
  return spawnSync(command, ['-version'], { stdio: 'ignore' }).status === 0;
}
