import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { GameDayAccount } from '../../bin/gameday-account.ts';
import { createClients } from '../../lib/gameday/aws/clients.ts';
import { findLeft } from '../../lib/gameday/left.ts';
import { wentWell } from '../../lib/gameday/rehearse.ts';
import { takeDownSandbox } from '../../lib/gameday/sandbox.ts';
import { DAY, ids, NEVER_TRIED, playDay } from './played-day.ts';

/** What stands in the account, by the APIs that anybody has. */
async function standing({ account, place }: GameDayAccount) {
  const clients = createClients(place);
  const { cloudWatch, codePipeline, sqs } = clients;
  const { pipelines = [] } = await codePipeline.send(new ListPipelinesCommand({}));
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return {
    left: await findLeft(clients),
    pipelines: pipelines.length,
    alarms: MetricAlarms.length,
    queues: QueueUrls.length,
    functions: account.functions.all.length,
    parameters: account.parameters.all.length,
    topics: account.topics.deployed.length,
  };
}

const NOTHING = { left: [], pipelines: 0, alarms: 0, queues: 0, functions: 0, parameters: 0, topics: 0 };

describe('a game day', () => {
  it('plays the incident to its end, finds that all is as assumed, and leaves nothing', () =>
    playDay({}, async (record, account) => {
      expect(record.checks.filter(({ passed }) => !passed)).toEqual([]);
      expect(record.checks).toHaveLength(8);
      expect(record.problems).toEqual([]);
      expect(ids(record, 'differs')).toEqual([]);
      expect(ids(record, 'not tried').toSorted()).toEqual([...NEVER_TRIED, 'rollbackErrors.transitionDisabled']);
      expect(wentWell(record, false)).toBe(true);
      expect(await standing(account)).toEqual(NOTHING);
    }));

  it('reports exactly the three switches that were turned', () =>
    playDay(
      {
        switches: {
          succeededInStageIncludesRollbacks: false,
          editedExecutionStatus: 'Failed',
          rollbackErrors: { stageRunning: 'ConflictException' },
        },
      },
      (record) => {
        expect(ids(record, 'differs')).toEqual([
          'rollbackErrors.stageRunning',
          'succeededInStageIncludesRollbacks',
          'editedExecutionStatus',
        ]);
        expect(wentWell(record, false)).toBe(true);
      },
    ));

  it('takes the sandbox down when it is called off in the middle', () => {
    const off = new AbortController();
    const watch = (text: string) => {
      if (text.startsWith('release v2')) off.abort();
    };
    return playDay({ watch, signal: off.signal }, async (record, account) => {
      expect(record.calledOff).toBe(true);
      expect(wentWell(record, false)).toBe(false);
      expect(await standing(account)).toEqual(NOTHING);
    });
  });

  it('takes the sandbox down when it is called off while that is being made', () => {
    const off = new AbortController();
    const watch = (text: string) => {
      if (text.startsWith('making the stack')) off.abort();
    };
    return playDay({ watch, signal: off.signal }, async (record, account) => {
      expect(record.calledOff).toBe(true);
      expect(record.left).toEqual([]);
      expect(await standing(account)).toEqual(NOTHING);
    });
  });

  it('takes the sandbox down, and says why, when AWS refuses a call', () => {
    const watch = (text: string, { account }: GameDayAccount) => {
      if (text !== 'the sandbox stands') return;
      account.faults.add({
        operation: 'StartPipelineExecution',
        fault: { kind: 'error', name: 'LimitExceededException' },
      });
    };
    return playDay({ watch }, async (record, account) => {
      expect(record.problems).toEqual([
        `${DAY.shop} could not be started: LimitExceededException`,
        `${DAY.lab} could not be started: LimitExceededException`,
      ]);
      expect(record.checks).toEqual([]);
      expect(wentWell(record, false)).toBe(false);
      expect(await standing(account)).toEqual(NOTHING);
    });
  });

  it('leaves the sandbox when it is to keep it, where it is found by its tag and taken down later', () =>
    playDay({ keep: true }, async (record, account) => {
      expect(record.left).toEqual([DAY.name]);
      expect(wentWell(record, true)).toBe(true);
      const clients = createClients(account.place);
      expect(await findLeft(clients)).toEqual([DAY.name]);
      await takeDownSandbox(DAY.name, clients, account.pace.uncalled(), () => undefined);
      expect(await standing(account)).toEqual(NOTHING);
    }));
});
