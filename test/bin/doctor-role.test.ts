import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack, PolicyStatement } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { plantHealthy } from '../support/planted-stages.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { runTool } from './run-tool.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const GUARDS = [{ pipeline: 'shop', stage: 'Prod', alarms: ['shop'] }];

let directory: string;
let stacks: readonly DeployedStack[];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'doctor-role-'));
  writeFileSync(join(directory, 'guards.json'), JSON.stringify(GUARDS));
  stacks = loadAssembly(await sharedAssembly(GUARDS), IDENTITY);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const deny = (...actions: readonly string[]): PolicyStatement => ({
  effect: 'Deny',
  actions,
  resources: ['*'],
  conditions: {},
});

/** What the doctor says of the role of the deployed function, with these statements added to its policies. */
async function doctorOnRole(statements: readonly PolicyStatement[], role = stacks[0]?.outputs.RoleArn ?? '') {
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock({ start: Date.now() }),
    stacks: stacks.map((stack) => ({
      ...stack,
      functions: stack.functions.map((deployed) => ({
        ...deployed,
        policyStatements: [...deployed.policyStatements, ...statements],
      })),
    })),
  });
  plantHealthy(account, 'shop');
  const args = ['--guards', join(directory, 'guards.json'), '--region', 'us-east-1', '--role', role];
  const ran = await runTool('doctor', account, directory, args);
  await account.stop();
  return ran;
}

describe('npm run doctor -- --role', () => {
  it('finds nothing missing in what the stack grants', async () => {
    const { code, stdout, stderr } = await doctorOnRole([]);
    expect(stderr).toBe('');
    expect(stdout).toContain('\n1 guard: 0 errors, 0 warnings\n');
    expect(code).toBe(0);
  });

  it('finds a function that may not roll back, with the call and the stage', async () => {
    const { code, stdout } = await doctorOnRole([deny('codepipeline:RollbackStage')]);
    expect(stdout).toContain(
      '  error    rollback-denied: the role of the function may not call codepipeline:RollbackStage on arn:aws:codepipeline:us-east-1:123456789012:shop/Prod: a policy denies it\n           allow it',
    );
    expect(code).toBe(1);
  });

  it('finds a function that may not see what it decides on', async () => {
    const { code, stdout } = await doctorOnRole([deny('codepipeline:List*')]);
    expect(stdout).toMatch(/error {4}rollback-denied: .* codepipeline:ListActionExecutions on \S+:shop: /);
    expect(stdout).toMatch(/error {4}rollback-denied: .* codepipeline:ListPipelineExecutions on \S+:shop: /);
    expect(code).toBe(1);
  });

  it('warns of a function that may roll back, but not freeze or stop', async () => {
    const { code, stdout } = await doctorOnRole([
      deny('codepipeline:DisableStageTransition', 'codepipeline:StopPipelineExecution'),
    ]);
    expect(stdout).toMatch(/warning {2}freeze-denied: .* codepipeline:DisableStageTransition on \S+:shop\/Prod: /);
    expect(stdout).toMatch(/warning {2}freeze-denied: .* codepipeline:StopPipelineExecution on \S+:shop: /);
    expect(code).toBe(0);
  });

  it('fails where the role does not exist', async () => {
    const { code, stdout } = await doctorOnRole([], 'arn:aws:iam::123456789012:role/another');
    expect(stdout).toContain('could-not-read: what arn:aws:iam::123456789012:role/another may do could not be read');
    expect(code).toBe(1);
  });

  it('does not begin with something that is no role', async () => {
    const { code, stderr } = await doctorOnRole([], 'controller');
    expect(stderr).toContain('--role must be the ARN of a role (output RoleArn of the stack: ');
    expect(code).toBe(2);
  });
});
