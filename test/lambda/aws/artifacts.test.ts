import { type ActionExecutionDetail, CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { s3Artifacts } from '../../../lambda/aws/artifacts.ts';
import type { ObjectPlace } from '../../../lambda/aws/object-heads.ts';

const artifact = (key: string, bucket = 'artifacts') => ({ name: key, s3location: { bucket, key } });

/** What an action of stage Prod took and made. */
function ran(actionName: string, takes: readonly object[], makes: readonly object[] = [], more = {}) {
  const input = { region: 'eu-west-1', inputArtifacts: takes };
  return { stageName: 'Prod', actionName, input, output: { outputArtifacts: makes }, ...more };
}

/** Asks for what is gone of an execution, whose actions are listed in these pages, where no object is left. */
async function asked(pages: readonly (readonly object[])[], buckets?: readonly string[]) {
  const client = new CodePipelineClient({ region: 'us-east-1' });
  const answers = pages.map((details, page) => ({
    actionExecutionDetails: details as ActionExecutionDetail[],
    ...(page + 1 < pages.length && { nextToken: String(page) }),
  }));
  client.middlewareStack.add(() => async () => ({ response: {}, output: answers.shift() ?? {} }) as never, {
    step: 'initialize',
    priority: 'high',
  });
  const looked: ObjectPlace[] = [];
  const isThere = async (object: ObjectPlace) => {
    looked.push(object);
    return false;
  };
  const artifacts = s3Artifacts(client, { isThere, region: 'us-east-1', ...(buckets && { buckets }) });
  const gone = await artifacts.gone({ pipeline: 'shop', stage: 'Prod' }, '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60');
  return { gone, looked };
}

it('what the actions of the stage hand on to each other is made anew, and not missed', async () => {
  const { gone } = await asked([
    [ran('Build', [artifact('source')], [artifact('built')]), ran('Deploy', [artifact('built')])],
  ]);
  expect(gone).toEqual([{ action: 'Build', artifact: 's3://artifacts/source' }]);
});

it('each artifact is looked for once, in the region of its action, on every page of the list', async () => {
  const abroad = ran('Abroad', [artifact('built', 'artifacts-abroad')], [], {
    input: { region: 'eu-north-1', inputArtifacts: [artifact('built', 'artifacts-abroad')] },
  });
  const { looked } = await asked([[ran('Deploy', [artifact('built')]), ran('Migrate', [artifact('built')])], [abroad]]);
  expect(looked.map(({ bucket, region }) => [bucket, region])).toEqual([
    ['artifacts', 'eu-west-1'],
    ['artifacts-abroad', 'eu-north-1'],
  ]);
});

it('neither what other stages took is looked for, nor what lies in buckets that are not named', async () => {
  const before = { ...ran('Deploy', [artifact('other')]), stageName: 'Staging' };
  const details = [before, ran('Deploy', [artifact('built'), artifact('built', 'secrets')])];
  expect((await asked([details], ['artifacts'])).looked.map(({ bucket, key }) => `${bucket}/${key}`)).toEqual([
    'artifacts/built',
  ]);
});
