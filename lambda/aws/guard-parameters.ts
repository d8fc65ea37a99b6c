import {
  GetParameterCommand,
  ParameterNotFound,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { Location } from '../decision/alarm-arn.ts';
import type { GuardLookUp } from '../decision/facts.ts';
import type { StageKey } from '../decision/stage-key.ts';
import { MINUTE } from '../decision/time.ts';
import { GuardPolicy, guardParameterName } from '../guard-policy.ts';
import { explain } from '../intake/explain.ts';
import { parseJson } from '../intake/json.ts';
import type { Guards } from '../ports.ts';
import { withAlarmArns } from '../stage/alarm-names.ts';
import { reading } from './errors.ts';

/** The guards, one SSM parameter each: a look-up costs the same with one guard and with a thousand. */
export function ssmGuards(client: SSMClient, prefix: string, home: Location, clock: () => number): Guards {
  let kept: { readonly until: number; readonly all: ReturnType<Guards['all']> } | undefined;
  const all = () =>
    reading(`the guards below ${prefix}`, 'ssm:GetParametersByPath', async () => {
      const found: GuardLookUp[] = [];
      for await (const page of paginateGetParametersByPath({ client }, { Path: prefix, Recursive: true })) {
        for (const { Name = prefix, Value = '' } of page.Parameters ?? []) found.push(parsePolicy(Name, Value, home));
      }
      return {
        guards: found.flatMap((guard) => (guard.kind === 'found' ? [guard.policy] : [])),
        unusable: found.filter((guard) => guard.kind === 'unusable'),
      };
    });

  return {
    of: (key) =>
      reading(`the guard of ${key.pipeline}/${key.stage}`, 'ssm:GetParameter', async () => {
        const parameter = guardParameterName(prefix, key.pipeline, key.stage);
        try {
          const answer = await client.send(new GetParameterCommand({ Name: parameter }));
          return parsePolicy(parameter, answer.Parameter?.Value ?? '', home, key);
        } catch (error) {
          if (error instanceof ParameterNotFound) return { kind: 'missing' };
          throw error;
        }
      }),
    all,

    sharing: async (alarm) => {
      if (kept === undefined || kept.until < clock()) kept = { until: clock() + KEPT_FOR, all: all() };
      try {
        const { guards } = await kept.all;
        return guards
          .filter(({ alarms }) => alarms.includes(alarm))
          .map(({ pipeline, stage }) => ({ pipeline, stage }));
      } catch (error) {
        kept = undefined;
        throw error;
      }
    },
  };
}

/** Which guards share an alarm changes with a deploy: a warm function asks again after so long. */
const KEPT_FOR = 5 * MINUTE;

/** The parameter may have been edited by hand, so everything about it is checked. */
function parsePolicy(parameter: string, text: string, home: Location, key?: StageKey): GuardLookUp {
  const json = parseJson(text);
  if (json === undefined) return { kind: 'unusable', parameter, problem: 'its value is not JSON' };
  const parsed = GuardPolicy.safeParse(withAlarmArns(json, home));
  if (!parsed.success) {
    return { kind: 'unusable', parameter, problem: explain(parsed.error) };
  }
  const policy = parsed.data;
  if (key !== undefined && (policy.pipeline !== key.pipeline || policy.stage !== key.stage)) {
    return { kind: 'unusable', parameter, problem: `it is the guard of ${policy.pipeline}/${policy.stage}` };
  }
  return { kind: 'found', policy };
}
