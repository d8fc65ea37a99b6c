import { argv, env } from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * A process of its own, as the function is one: the clients take endpoint and credentials from the environment. Makes one
 * call of RollbackStage with the adapter and the clients of the copy of `lambda/` named first, and prints its answer.
 */
const [, , lambda = '', pipeline = '', stage = '', target = ''] = argv;
const load = (file: string) => import(pathToFileURL(`${lambda}/${file}`).href);
const [{ createClients }, { codePipelines }] = await Promise.all([load('aws/clients.ts'), load('aws/pipelines.ts')]);
const clients = createClients({ region: env.AWS_REGION });
const { rollback } = codePipelines(clients.codePipeline, clients.codePipelineOnce);
console.log(JSON.stringify(await rollback({ pipeline, stage }, target)));
