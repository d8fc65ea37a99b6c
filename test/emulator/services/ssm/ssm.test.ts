import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterNotFound,
  PutParameterCommand,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrontDoor } from '../../../../emulator/account/front-door/front-door.ts';
import { ParameterStore, parameterArn } from '../../../../emulator/services/ssm/parameter-store.ts';
import { createSsm } from '../../../../emulator/services/ssm/ssm.ts';
import { IDENTITY, openedDoor, START } from '../../opened-door.ts';

const open: FrontDoor[] = [];

async function account(names: readonly string[]) {
  const { clock, door, client } = await openedDoor();
  open.push(door);
  const deployed = names.map((name) => ({ name, arn: parameterArn(IDENTITY, name), value: `value of ${name}` }));
  const store = new ParameterStore(IDENTITY, clock, deployed);
  const service = createSsm(IDENTITY, store);
  door.serve(service);
  return { ssm: new SSMClient(client), service, clock, client };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

describe('Parameter Store', () => {
  it('gets a deployed parameter by name and by ARN', async () => {
    const { ssm } = await account(['/rollback/guards/shop/Prod']);
    for (const Name of ['/rollback/guards/shop/Prod', parameterArn(IDENTITY, '/rollback/guards/shop/Prod')]) {
      expect((await ssm.send(new GetParameterCommand({ Name }))).Parameter).toMatchObject({
        Name: '/rollback/guards/shop/Prod',
        Value: 'value of /rollback/guards/shop/Prod',
        Type: 'String',
        Version: 1,
        ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/rollback/guards/shop/Prod',
        LastModifiedDate: new Date(START),
      });
    }
  });

  it('says which parameters there are not', async () => {
    const { ssm } = await account(['/a']);
    await expect(ssm.send(new GetParameterCommand({ Name: '/b' }))).rejects.toBeInstanceOf(ParameterNotFound);
    expect(await ssm.send(new GetParametersCommand({ Names: ['/a', '/b'] }))).toMatchObject({
      Parameters: [{ Name: '/a' }],
      InvalidParameters: ['/b'],
    });
  });

  it('pages a path ten at a time, in order of names, one level or all below', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `/g/p${String(index).padStart(2, '0')}/Prod`);
    const { ssm, client } = await account([...names, '/g/top', '/gone/elsewhere']);
    const all: (string | undefined)[] = [];
    const sizes: number[] = [];
    const pages = paginateGetParametersByPath({ client: new SSMClient(client) }, { Path: '/g', Recursive: true });
    for await (const { Parameters = [] } of pages) {
      sizes.push(Parameters.length);
      all.push(...Parameters.map(({ Name }) => Name));
    }
    expect(sizes).toEqual([10, 10, 6]);
    expect(all).toEqual([...names, '/g/top']);
    const flat = await ssm.send(new GetParametersByPathCommand({ Path: '/g/' }));
    expect(flat.Parameters).toMatchObject([{ Name: '/g/top' }]);
    await expect(ssm.send(new GetParametersByPathCommand({ Path: '/g', MaxResults: 11 }))).rejects.toThrow(
      /MaxResults/,
    );
    await expect(ssm.send(new GetParametersByPathCommand({ Path: 'g' }))).rejects.toThrow(/forward slash/);
  });

  it('puts a new version only when told to overwrite, and deletes', async () => {
    const { ssm } = await account(['/a']);
    const put = { Name: '/a', Value: 'new' };
    await expect(ssm.send(new PutParameterCommand(put))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect((await ssm.send(new PutParameterCommand({ ...put, Overwrite: true }))).Version).toBe(2);
    expect((await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter?.Value).toBe('new');
    await expect(ssm.send(new PutParameterCommand({ Name: '/n', Value: 'x' }))).rejects.toThrow(/type is required/);
    await ssm.send(new DeleteParameterCommand({ Name: '/a' }));
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
  });

  it('asks IAM for the action on the parameter or path', async () => {
    const { service } = await account([]);
    expect(service.operations.GetParameter?.authorize({ Name: '/a/b' })).toEqual([
      { action: 'ssm:GetParameter', resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a/b' },
    ]);
    expect(service.operations.GetParametersByPath?.authorize({ Path: '/a' })).toEqual([
      { action: 'ssm:GetParametersByPath', resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a' },
    ]);
  });
});
