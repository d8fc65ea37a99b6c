import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('npx cdk synth', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'synth-'));
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function synth(guards: string, environment: NodeJS.ProcessEnv = {}) {
    const output = join(directory, 'cdk.out');
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    return spawnSync('npx', ['cdk', 'synth', '-q', '-c', `guards=${guards}`, '-o', output], {
      encoding: 'utf8',
      env: { PATH, NODE_COMPILE_CACHE, HOME: directory, CI: 'true', CDK_VALIDATION: 'false', ...environment },
    });
  }

  it('writes the template of a good file, which breaks no rule that the CDK knows of CloudFormation', () => {
    const { status, stderr } = synth('guards.example.json', { CDK_VALIDATION: 'true' });
    expect(status, stderr).toBe(0);
    expect(existsSync(join(directory, 'cdk.out', 'RollbackController.template.json'))).toBe(true);
    expect(stderr).not.toContain('CloudFormation Validate');
  });

  it('ends with code 1 and the message, without a stack trace, for a bad file', () => {
    const file = join(directory, 'bad.json');
    writeFileSync(file, '[{"pipeline": "shop", "stage": "Prod", "alarms": []}]');
    const { status, stdout, stderr } = synth(file);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${file}: one problem\n  line 1, entry 1 (shop/Prod), alarms: alarms must name at least one CloudWatch alarm\n`,
    );
    expect(stdout + stderr).not.toMatch(/^\s+at |node:internal|ConfigurationError/m);
  });

  it('ends with code 1 for guards whose template CloudFormation would not take', () => {
    const file = join(directory, 'large.json');
    const alarms = Array.from({ length: 80 }, (_, index) => `${index}`.padEnd(70, 'x'));
    const guards = Array.from({ length: 200 }, (_, index) => ({ pipeline: `shop-${index}`, stage: 'Prod', alarms }));
    writeFileSync(file, JSON.stringify(guards));
    const { status, stderr } = synth(file);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /the template of stack RollbackController has \d{7} bytes, but CloudFormation takes 1000000/,
    );
  });
});
