import type { CloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import type { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { arnOf, HOME } from '../support/home.ts';
import type { AlarmTruth } from './alarm-truth.ts';
import { ALARMS, type History, PIPELINES, REMOTE, SUPPRESSOR } from './history.ts';

const HOUR = 3_600_000;

/** Where the spoke is. */
export const ELSEWHERE = { ...HOME, account: '210987654321' };

/** The ARN of an alarm of a history. */
export function alarmNamed(name: string): string {
  return name === REMOTE ? alarmArn(ELSEWHERE, name) : arnOf(name);
}

export function revisionOf(index: number) {
  return { revisionId: `c0ffee0${index}`, revisionSummary: `Change ${index}` };
}

/** The pipelines of a history, with their past; `start` is when the history begins. */
export function createPipelines({ script }: CodePipeline, setting: History['setting'], start: number): void {
  for (const [index, name] of PIPELINES.entries()) {
    const { executionMode, onFailure, approval, actionSeconds, past } = setting.pipelines[index] ?? {
      past: [],
    };
    if (executionMode === undefined || onFailure === undefined) continue;
    script.createPipeline({
      name,
      executionMode,
      actionMinutes: (actionSeconds ?? 60) / 60,
      stages: ['Source', { name: 'Staging', onFailure }, { name: 'Prod', onFailure, approval: approval === true }],
    });
    script.addHistory(
      name,
      past.map(({ revision, fails }, position) => ({
        startTime: start - (past.length - position) * 2 * HOUR,
        revision: revisionOf(revision),
        ...(fails && { results: { Prod: 'Failed' as const } }),
      })),
    );
  }
}

/** What the composite is on for. */
const CHILDREN = ['errors', 'latency'];

/** Every alarm of a history, in OK. */
export function createAlarms(
  { script }: CloudWatch,
  elsewhere: CloudWatch,
  truth: AlarmTruth,
  setting: History['setting'],
): void {
  truth.begin(alarmNamed(REMOTE), 'OK');
  elsewhere.script.seedAlarm({ name: REMOTE });
  for (const name of ALARMS) truth.begin(arnOf(name), 'OK', name === 'composite' ? CHILDREN.map(arnOf) : undefined);
  truth.begin(arnOf(SUPPRESSOR), 'OK');
  script.seedAlarm({ name: 'errors' });
  script.seedAlarm({ name: 'latency' });
  script.seedAlarm({ name: SUPPRESSOR });
  if (!setting.guards.some(({ alarms }) => alarms.includes('composite'))) return;
  script.seedCompositeAlarm({
    name: 'composite',
    rule: CHILDREN.map((name) => `ALARM("${name}")`).join(' OR '),
    suppressor: { alarm: SUPPRESSOR, waitPeriod: 30, extensionPeriod: 30 },
  });
}
