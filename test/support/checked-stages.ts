import * as z from 'zod';
import { GuardPolicy, type GuardSettingsInput } from '../../lambda/guard-policy.ts';
import { arnOf } from './home.ts';
import { startLocalServices } from './local-services.ts';
import { plantGuard } from './plant-guard.ts';
import { plantRules } from './planted-rules.ts';
import { remember } from './remember.ts';
import { invoke, portsOf } from './service-ports.ts';

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

  plantRules(services.eventBus);
  /** A deployed guard; without alarms it has the one of its pipeline's name. */
  const guard = (name: string, settings: GuardSettingsInput = {}, alarms = [name]): Promise<void> => {
    const policy = { ...settings, pipeline: name, stage: 'Prod', alarms: alarms.map(arnOf) };
    return plantGuard(ports.guards, GuardPolicy.parse(policy));
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
  return { services, ports, guard, deny, check, announcedOf, remember: remember.bind(undefined, services) };
}
