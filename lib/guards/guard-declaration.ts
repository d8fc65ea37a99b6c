import * as z from 'zod';
import { ALARM_ARN } from '../../lambda/decision/alarm-arn.ts';
import { GuardSettings, MAX_ALARMS, MAX_VETOES, PipelineName, StageName } from '../../lambda/guard-policy.ts';
import { alarmProblem } from './alarm-problem.ts';

/** The name of an alarm. CloudWatch takes stars and spaces at its ends, which are rather meant as a pattern or slipped in: such an alarm goes by its ARN. */
const ALARM_NAME = /^(?!arn:|\s)[^*\p{Cc}]+(?<!\s)$/u;

const AlarmReference = z
  .union([z.string().max(255).regex(ALARM_NAME), z.string().regex(ALARM_ARN)], {
    error: ({ input }) => alarmProblem(input),
  })
  .describe(
    'Name or ARN of a metric alarm, composite alarm or log alarm in the same account and region as the pipeline.',
  );

/** A guard as a user writes it in `guards.json`: alarms by name or ARN, settings optional. */
export const GuardDeclaration = z
  .strictObject({
    pipeline: PipelineName.check(z.describe('Name of the pipeline.')),
    stage: StageName.check(z.describe('Name of the stage that the alarms guard.')),
    alarms: z
      .array(AlarmReference)
      .min(1, 'alarms must name at least one CloudWatch alarm')
      .max(MAX_ALARMS, `a guard takes at most ${MAX_ALARMS} alarms; put a composite alarm over them and name that`)
      .describe('The CloudWatch alarms that guard the stage.'),
    ...GuardSettings.shape,
    unlessAlarms: z
      .array(AlarmReference)
      .max(MAX_VETOES, `unlessAlarms must be at most ${MAX_VETOES} alarms`)
      .default([])
      .describe(z.globalRegistry.get(GuardSettings.shape.unlessAlarms)?.description ?? ''),
  })
  .describe('These alarms guard that stage.');

/** A guard as a user writes it. */
export type GuardDeclaration = z.input<typeof GuardDeclaration>;
