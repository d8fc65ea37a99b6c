import * as z from 'zod';
import type { ServiceEvent } from '../../../emulator/services/service.ts';
import type { Account, Decider, DeciderKind } from '../decider.ts';

/** UG:rule-reference-CloudWatchAlarm, WaitTime: an hour, the longest that its announcement speaks of. */
const WAIT_MILLIS = 60 * 60_000;
const RULE = 'AlarmRule';

const AlarmDetail = z.object({ alarmName: z.string() });

/**
 * What CodePipeline can do by itself: `onFailure: ROLLBACK`, and an onSuccess condition with CloudWatchAlarm rules that keeps
 * the execution in the stage for their WaitTime. The rules are played by an action at the end of the stage: it fails when an
 * alarm goes into ALARM meanwhile, or is in ALARM at its end. (What WaitTime means is documented in two ways; this is the
 * better for it.) They are not evaluated on rollbacks.
 */
export const codePipelinesOwn: DeciderKind = {
  key: 'codePipelinesOwn',
  name: "CodePipeline's own",
  native: {
    rule: RULE,
    courseOf: (account, execution, { stageName }) => ({
      millis: execution.type === 'ROLLBACK' ? 0 : WAIT_MILLIS,
      result: () => (execution.type === 'STANDARD' && isOn(account, stageName) ? 'Failed' : 'Succeeded'),
    }),
  },
  create: (account) => new Rule(account),
};

class Rule implements Decider {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  onAlarm({ detail }: ServiceEvent): void {
    const { alarmName } = AlarmDetail.parse(detail);
    const { time, guards, codePipeline } = this.#account;
    for (const { pipeline, stage } of guards.filter(({ alarms }) => alarms.includes(alarmName))) {
      time.at(time.now() + 1_000, () => {
        const running = codePipeline.script.stage({ pipeline, stage }).latest;
        const names = [...(running?.inProgress.keys() ?? [])].map(({ declaration }) => declaration.name);
        if (running?.execution.type !== 'STANDARD' || !names.includes(RULE)) return;
        codePipeline.script.failAction({ pipeline, stage, action: RULE });
      });
    }
  }

  onStageEvent(): void {}

  release(): void {}

  reasons(): readonly string[] {
    return [];
  }
}

function isOn({ guards, cloudWatch }: Account, stageName: string): boolean {
  const alarms = guards.filter(({ stage }) => stage === stageName).flatMap((guard) => guard.alarms);
  return alarms.some((name) => cloudWatch.script.stateOf(name) === 'ALARM');
}
