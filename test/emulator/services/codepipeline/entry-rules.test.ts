import * as sdk from '@aws-sdk/client-codepipeline';
import { expect, test } from 'vitest';
import { sdkWorld } from './sdk-world.ts';

/** A Prod that is entered as long as the rule on the variable `WANTED` (`yes` by default) holds. */
async function guardedByVariable(Operator: 'EQ' | 'NE', result: 'SKIP' | 'FAIL') {
  const here = await sdkWorld({
    name: 'shop',
    stages: ['Source', { name: 'Prod', beforeEntry: result }],
    variables: [{ name: 'WANTED', defaultValue: 'yes' }],
  });
  const { pipeline } = await here.person.send(new sdk.GetPipelineCommand({ name: 'shop' }));
  if (pipeline === undefined) throw new Error('no pipeline');
  const rule = {
    name: 'Wanted',
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
    configuration: { Variable: '#{variables.WANTED}', Value: 'yes', Operator },
  } as const;
  const stages = pipeline.stages?.map((stage) =>
    stage.beforeEntry === undefined ? stage : { ...stage, beforeEntry: { conditions: [{ result, rules: [rule] }] } },
  );
  await here.person.send(new sdk.UpdatePipelineCommand({ pipeline: { ...pipeline, stages } }));
  return here;
}

test.each([
  ['EQ', 'yes', 'SKIP', 'InProgress'],
  ['EQ', 'no', 'SKIP', 'Skipped'],
  ['EQ', 'no', 'FAIL', 'Failed'],
  ['NE', 'yes', 'SKIP', 'Skipped'],
  ['NE', 'no', 'FAIL', 'InProgress'],
] as const)(
  'an entry condition %s yes, of a variable that is %s, with the result %s: %s',
  async (operator, value, result, status) => {
    const { person, pass, stageState } = await guardedByVariable(operator, result);
    await person.send(new sdk.StartPipelineExecutionCommand({ name: 'shop', variables: [{ name: 'WANTED', value }] }));
    await pass(1);
    expect((await stageState('Prod')).latestExecution?.status).toBe(status);
  },
);

test('what the script says of an entry condition goes before its rules', async () => {
  const { script, pass, stageState } = await guardedByVariable('EQ', 'SKIP');
  script.startExecution({ pipeline: 'shop', entries: { Prod: { passes: false } } });
  await pass(1);
  expect((await stageState('Prod')).latestExecution?.status).toBe('Skipped');
});
