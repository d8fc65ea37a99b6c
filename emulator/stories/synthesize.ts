import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Story } from './story.ts';

/**
 * Runs `cdk synth` with a guards file, and spokes if there are any, as `cdk deploy` would, but for the CDK's own check of the template against CloudFormation's schemas,
 * which takes half of the time and changes nothing in it. Throws with what it says when it fails.
 */
export async function synthesize(guardsFile: string, outputDirectory: string, spokes: Story['spokes']): Promise<void> {
  const settings = ['-c', `guards=${guardsFile}`, ...(spokes ? ['-c', `spokes=${JSON.stringify(spokes)}`] : [])];
  const synth = spawn('npx', ['cdk', 'synth', '-q', '-o', outputDirectory, ...settings], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [synth.stdout, synth.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => said.push(text));
  }
  const [code] = await once(synth, 'close');
  if (code !== 0) throw new Error(`cdk synth -c guards=${guardsFile} failed (exit code ${code}):\n${said.join('')}`);
}
