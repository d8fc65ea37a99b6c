import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { FUNCTION_BUNDLE } from '../../package/function-bundle.ts';

/*
 * What `leanSdk` leaves out changes no answer: each error is made once by the SDK as it is installed, and once as it is bundled.
 */

const CODE = `
import { CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
export async function failed(service, status, headers, body) {
  let attempts = 0;
  const handle = async () => {
    attempts++;
    return { response: { statusCode: status, headers, body: new Response(body).body } };
  };
  const settings = {
    region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' }, requestHandler: { handle }, maxAttempts: 2,
  };
  const calls = {
    codepipeline: () => new CodePipelineClient(settings).send(new GetPipelineStateCommand({ name: 'shop' })),
    dynamodb: () => new DynamoDBClient(settings).send(new UpdateItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
    sns: () => new SNSClient(settings).send(new PublishCommand({ Message: 'm', TopicArn: 'arn' })),
  };
  try {
    await calls[service]();
    return { attempts };
  } catch ({ name, message, $fault, $metadata, Item }) {
    return { attempts, name, message, fault: $fault, status: $metadata?.httpStatusCode, Item };
  }
}`;

const Failing = z.object({
  failed: z.function({
    input: [z.string(), z.number(), z.record(z.string(), z.string()), z.string()],
    output: z.promise(z.unknown()),
  }),
});

let directory: string;
let asInstalled: z.infer<typeof Failing>;
let asBundled: z.infer<typeof Failing>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lean-sdk-'));
  const resolveDir = fileURLToPath(new URL('../../', import.meta.url));
  const made = async (name: string, plugins: typeof FUNCTION_BUNDLE.plugins | []) => {
    const outfile = join(directory, name);
    const { entryPoints: _, ...options } = FUNCTION_BUNDLE;
    await build({ ...options, stdin: { contents: CODE, resolveDir }, outfile, write: true, plugins });
    return Failing.parse(await import(pathToFileURL(outfile).href));
  };
  [asInstalled, asBundled] = await Promise.all([made('all.mjs', []), made('lean.mjs', FUNCTION_BUNDLE.plugins)]);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const json = (type: string, more: object = {}) => JSON.stringify({ __type: type, message: 'no', ...more });

test.each([
  ['an error that has no class in the bundle', 'codepipeline', 400, json('InvalidNextTokenException')],
  ['an error that has one', 'codepipeline', 400, json('PipelineNotFoundException')],
  ['an error with its namespace', 'codepipeline', 400, json('com.amazonaws.codepipeline#StageNotFoundException')],
  ['an error that no model names', 'codepipeline', 400, json('AccessDeniedException')],
  ['throttling, which is tried again', 'codepipeline', 400, json('ThrottlingException')],
  ['throttling that the model names', 'dynamodb', 400, json('ProvisionedThroughputExceededException')],
  ['a broken service, which is tried again', 'dynamodb', 500, json('InternalServerError')],
  [
    'a refused condition with the item',
    'dynamodb',
    400,
    json('ConditionalCheckFailedException', { Item: { pk: { S: 'a' } } }),
  ],
  ['a missing table', 'dynamodb', 400, json('ResourceNotFoundException')],
])('%s is the same with and without what is left out', async (_what, service, status, body) => {
  const expected = await asInstalled.failed(service, status, {}, body);
  expect(expected).toMatchObject({ message: expect.any(String), status });
  expect(await asBundled.failed(service, status, {}, body)).toEqual(expected);
});

test('an error in XML that has no class in the bundle has the code of AWS for its name', async () => {
  const body =
    '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no</Message></Error></ErrorResponse>';
  expect(await asBundled.failed('sns', 404, {}, body)).toMatchObject({ name: 'NotFound', message: 'no', status: 404 });
});
