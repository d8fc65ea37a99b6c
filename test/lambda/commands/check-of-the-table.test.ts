import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { finding } from '../../../lambda/readiness/finding.ts';
import { startChecks } from '../../support/checked-stages.ts';
import { arnOf } from '../../support/home.ts';
import { TABLE } from '../../support/local-services.ts';
import { plantHealthy } from '../../support/planted-stages.ts';

const { services, ports, guard, check, announcedOf, remember } = await startChecks();
afterAll(() => services.stop());

describe('a check of what the table holds', () => {
  test('finds a stage record that cannot be used', async () => {
    plantHealthy(services, 'spoiled-record');
    await guard('spoiled-record');
    await remember('spoiled-record', {}, 99);
    expect(await check('spoiled-record')).toMatchObject({
      readiness: 'not-ready',
      findings: [{ code: finding.recordUnreadable.code, what: expect.stringContaining('its schema is 99') }],
    });
  });

  test('finds a guard in the table that cannot be used, and tells when it is written anew', async () => {
    const name = 'spoiled@guard';
    plantHealthy(services, name);
    await guard(name);
    await services.clients.dynamo.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: marshall({ pk: `${name}/Prod`, sk: 'record' }),
        UpdateExpression: 'REMOVE guard.alarms',
      }),
    );
    expect(await check(name)).toMatchObject({
      stage: `${name}/Prod`,
      readiness: 'not-ready',
      findings: [{ code: finding.guardUnreadable.code, what: expect.stringContaining('alarms') }],
    });
    await guard(name);
    expect(await check(name)).toMatchObject({ readiness: 'ready' });
    expect(announcedOf(name)).toMatchObject([
      { code: 'readiness-lost', sentence: expect.stringContaining('cannot be used') },
      { code: 'readiness-regained' },
    ]);
  });

  test('finds that nobody can tell who guards a stage of the list, where somebody has edited both', async () => {
    const name = 'spoiled-claims';
    await services.clients.dynamo.send(
      new PutItemCommand({ TableName: TABLE, Item: marshall({ pk: 'guards', sk: `${name}/Prod`, claims: 'mine' }) }),
    );
    expect(await check(name)).toMatchObject({
      readiness: 'not-ready',
      findings: [
        { code: finding.couldNotRead.code, what: expect.stringContaining('the claims of spoiled-claims/Prod') },
      ],
    });
  });

  test('finds an alarm whose index somebody has edited, and mends that', async () => {
    const name = 'spoiled-index';
    plantHealthy(services, name);
    await guard(name);
    await services.clients.dynamo.send(
      new PutItemCommand({ TableName: TABLE, Item: marshall({ pk: arnOf(name), sk: 'guards', stages: ['x'] }) }),
    );
    expect((await check(name)).findings).toMatchObject([{ code: finding.alarmNotIndexed.code }]);
    expect(await ports.guards.ofAlarm(arnOf(name))).toEqual([{ pipeline: name, stage: 'Prod' }]);
  });

  test('finds an alarm that does not lead to the stage, and mends that', async () => {
    const name = 'not-indexed';
    plantHealthy(services, name);
    await guard(name);
    await ports.guards.index({ pipeline: name, stage: 'Prod' }, { added: [], removed: [arnOf(name)] });
    expect((await check(name)).findings).toMatchObject([
      { code: finding.alarmNotIndexed.code, what: expect.stringContaining('did not lead to this stage') },
    ]);
    expect(await check(name)).toMatchObject({ readiness: 'ready', findings: [] });
    expect(await ports.guards.ofAlarm(arnOf(name))).toEqual([{ pipeline: name, stage: 'Prod' }]);
  });
});
