import * as z from 'zod/mini';
import { ALARM_ARN } from './decision/alarm-arn.ts';

/**
 * A guard is the user's declaration "these alarms guard that stage". This schema is the single source of its shape:
 * `lib/` checks `guards.json` and construct props with it at synth, the JSON schema for editors is generated from it,
 * and the function checks with it what stacks declare, and what the item of a stage holds.
 */

const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/;
const nameRule = 'must be 1 to 100 of the characters A-Z a-z 0-9 . @ - _ (the CodePipeline API rejects anything else)';

/** A CodePipeline pipeline name (pattern and length of the CodePipeline API). */
export const PipelineName = z.string().check(z.regex(NAME, `pipeline name ${nameRule}`));

/** A CodePipeline stage name (pattern and length of the CodePipeline API). */
export const StageName = z.string().check(z.regex(NAME, `stage name ${nameRule}`));

/** The ARN of a CloudWatch alarm. */
const AlarmArn = z.string().check(z.regex(ALARM_ARN, 'must be the ARN of a CloudWatch alarm'));

/** The most alarms that can veto the rollbacks of a guard. */
export const MAX_VETOES = 10;
/** The most actions of a stage (UG:limits). */
const MAX_ACTIONS = 50;

/** A CodePipeline action name. */
const ActionName = z.string().check(z.regex(NAME, `action name ${nameRule}`));

const minutes = (what: string, most: number) =>
  z
    .int(`${what} must be a whole number of minutes`)
    .check(
      z.minimum(1, `${what} must be at least 1 minute`),
      z.maximum(most, `${what} must be at most ${most} minutes`),
    );

const DAY = 24 * 60;

/** How the controller behaves for one guarded stage. Every field has a default. */
export const GuardSettings = z.strictObject({
  mode: z
    ._default(z.enum(['enforce', 'dry-run']), 'enforce')
    .check(z.describe('enforce: roll back. dry-run: decide, record and announce, but change nothing.')),
  bakeMinutes: z
    ._default(minutes('bakeMinutes', 7 * DAY), 60)
    .check(z.describe('How long after the end of a deployment an alarm can be blamed on it.')),
  whileDeploying: z
    ._default(z.enum(['wait', 'stop']), 'wait')
    .check(
      z.describe(
        'When the alarm fires while the stage is running: wait for its end and decide again, or stop it and roll back.',
      ),
    ),
  freeze: z
    ._default(
      z.union([z.boolean(), z.literal('until-recovered')], 'freeze must be true, false or "until-recovered"'),
      true,
    )
    .check(
      z.describe(
        'Disable the inbound transition of the stage after a rollback: true until a person releases it, "until-recovered" until the alarms are OK again within recoveryMinutes (later, or where the rollback failed: until a person releases it, as the message says), false never.',
      ),
    ),
  maxAutomaticRollbacks: z
    ._default(
      z
        .int('maxAutomaticRollbacks must be a whole number')
        .check(
          z.minimum(1, 'maxAutomaticRollbacks must be at least 1 (use "mode": "dry-run" to never roll back)'),
          z.maximum(10, 'maxAutomaticRollbacks must be at most 10'),
        ),
      1,
    )
    .check(z.describe('Automatic rollbacks of this stage until it has been healthy again.')),
  recoveryMinutes: z
    ._default(minutes('recoveryMinutes', DAY), 15)
    .check(z.describe('How long after a rollback the alarms may take to return to OK before people are called.')),
  rollbackMinutes: z
    ._default(minutes('rollbackMinutes', 7 * DAY), 60)
    .check(z.describe('How long a rollback execution may run before people are told that it is stuck.')),
  downstream: z
    ._default(z.enum(['hold', 'tell']), 'hold')
    .check(
      z.describe(
        'The blamed execution behind a rollback: hold: keep it out of the stages after this one. tell: only say where it went.',
      ),
    ),
  deployActions: z
    .exactOptional(
      z
        .array(ActionName)
        .check(
          z.minLength(1, 'deployActions must name at least one action'),
          z.maxLength(MAX_ACTIONS, `deployActions must be at most ${MAX_ACTIONS} names`),
        ),
    )
    .check(
      z.describe(
        'The actions of the stage that deploy. By default every action but sources, approvals, tests and those that only make a change set.',
      ),
    ),
  unlessAlarms: z
    ._default(z.array(AlarmArn).check(z.maxLength(MAX_VETOES, `unlessAlarms must be at most ${MAX_VETOES} alarms`)), [])
    .check(z.describe('Alarms that speak of the platform: while one of them is in ALARM nothing is rolled back.')),
});

/** The most alarms a guard can have: DescribeAlarms takes 100 names in one call. */
export const MAX_ALARMS = 100;

/** What the item of a stage holds of its guard: the stage, the ARNs of its alarms, and the complete settings. */
export const GuardPolicy = z.extend(GuardSettings, {
  pipeline: PipelineName,
  stage: StageName,
  alarms: z
    .array(AlarmArn)
    .check(
      z.minLength(1, 'alarms must name at least one CloudWatch alarm'),
      z.maxLength(
        MAX_ALARMS,
        `a guard takes at most ${MAX_ALARMS} alarms; put a composite alarm over them and name that`,
      ),
    ),
});

/** A guard as the function uses it: every default filled in. */
export type GuardPolicy = z.infer<typeof GuardPolicy>;

/** The optional settings a user may write. */
export type GuardSettingsInput = z.input<typeof GuardSettings>;
