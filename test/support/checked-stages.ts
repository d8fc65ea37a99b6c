import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import type { GuardSettingsInput } from '../../lambda/guard-policy.ts';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import { startLocalServices, TABLE } from './local-services.ts';
import { plantRules } from './planted-rules.ts';
import { GUARDS, invoke, portsOf } from './service-ports.ts';

/** The answer to a check. */
export const CheckAnswer = z.object({
  decision: z.string(),
  reason: z.string(),
  stages: z.array(
    z.object({
      stage: z.string(),
      readiness: z.string(),
      lastGood: z.string().optional(),
      unread: z.array(z.string()).optional(),
      findings: z.array(z.object({ severity: z.string(), code: z.string(), what: z.string(), do: z.string() })),
    }),
  ),
});

/** A stage Prod of the pipeline `name` with the alarm `name`, as its guard names them. */
export function guarded(name: string) {
  return { pipeline: name, stage: 'Prod', alarms: [name] };
}

/** The emulated services with the function's adapters on them, and what a check needs to be tried. `services` are to be stopped. */
export async function startChecks() {
  const services = await startLocalServices();
  const { ports, recorder } = portsOf(services);

  /** Its SSM parameter, written by hand. */
  const edit = (name: string, alarms: readonly string[], settings: GuardSettingsInput = {}): void => {
    const policy = { ...settings, pipeline: name, stage: 'Prod', alarms };
    services.parameters.put(`${GUARDS}/${name}/Prod`, JSON.stringify(policy), { overwrite: true });
  };
  /** A deployed guard. */
  const guard = (name: string, settings: GuardSettingsInput = {}): void => {
    edit(name, [name], settings);
    plantRules(services.eventBus, guarded(name));
  };
  const deny = (operation: string) => {
    const fault = { kind: 'error', name: 'AccessDeniedException', message: 'not authorized', httpStatus: 403 } as const;
    return services.faults.add({ operation, fault });
  };
  const check = async (name: string) => {
    const answer = CheckAnswer.parse(await invoke(ports, { action: 'check', pipeline: name, by: 'alice' }));
    const [stage, ...others] = answer.stages;
    if (stage === undefined || others.length > 0) throw new Error(`one stage of ${name} was to be checked`);
    return stage;
  };
  const announcedOf = (name: string) =>
    recorder.announced.filter(({ key }) => key.pipeline === name).map(({ entry }) => entry);
  const putItem = async (item: object): Promise<void> => {
    await services.clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));
  };
  /** What the controller remembers of stage Prod of the pipeline. */
  const remember = (name: string, state: Partial<StageState>): Promise<void> => {
    const memory = { ...EMPTY_STATE, ...state };
    return putItem({ pk: `${name}/Prod`, sk: 'record', fence: 1, schema: STATE_FORM, memory });
  };
  return { services, ports, edit, guard, deny, check, announcedOf, putItem, remember };
}
