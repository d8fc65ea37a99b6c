import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import { type LocalServices, TABLE } from './local-services.ts';

/** Writes what the controller remembers of stage Prod of a pipeline. */
export async function remember(
  { clients }: Pick<LocalServices, 'clients'>,
  pipeline: string,
  state: Partial<StageState>,
  schema = STATE_FORM,
): Promise<void> {
  const memory = { ...EMPTY_STATE, ...state };
  await clients.dynamo.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: marshall({ pk: `${pipeline}/Prod`, sk: 'record' }),
      UpdateExpression: 'SET fence = :one, #schema = :schema, memory = :memory',
      ExpressionAttributeNames: { '#schema': 'schema' },
      ExpressionAttributeValues: marshall({ ':one': 1, ':schema': schema, ':memory': memory }),
    }),
  );
}
