import type { Sabotage } from '../sabotage.ts';

const PIPELINE_CHANGES = 'aws/pipeline-changes.ts';

/** What the other adapters owe to the rules. */
export const ADAPTERS: readonly Sabotage[] = [
  {
    rule: 'an empty page is not the end of a list',
    changes: [{ file: 'aws/pipelines.ts', from: 'page.items.length === 0 &&', to: 'false &&' }],
    missedBy: {
      file: 'lambda/aws/empty-pages.test.ts',
      test: 'empty pages of executions are read past, to the first that holds some',
    },
  },
  {
    rule: 'a decision record is appended once',
    changes: [
      { file: 'aws/decision-history.ts', from: "table.put(item, 'attribute_not_exists(pk)')", to: 'table.put(item)' },
    ],
    missedBy: {
      file: 'contracts/history.test.ts',
      test: 'decision records in DynamoDB > keeps an entry as it is when it is appended again, and says so',
    },
  },
  {
    rule: 'a broken answer of RollbackStage may have been an acceptance',
    changes: [
      { file: PIPELINE_CHANGES, from: "return { kind: 'lost', error };", to: "return { kind: 'not-taken', error };" },
    ],
    missedBy: { file: 'lambda/aws/rollback-answers.test.ts', test: 'a failure of the service' },
  },
  {
    rule: 'a throttled RollbackStage was not accepted',
    changes: [
      { file: PIPELINE_CHANGES, from: "return { kind: 'not-taken', error };", to: "return { kind: 'final', error };" },
    ],
    missedBy: {
      file: 'lambda/aws/rollback-answers.test.ts',
      test: 'a service that cannot be reached has not taken the call',
    },
  },
  {
    rule: 'a guard of another stage is no guard',
    changes: [
      {
        file: 'stage/guard-form.ts',
        from: 'pipeline !== key.pipeline || stage !== key.stage',
        to: 'false',
      },
    ],
    missedBy: {
      file: 'contracts/guards.test.ts',
      test: 'the guard of another stage is none of this one, wherever it lies',
    },
  },
  {
    rule: 'a message is no order',
    changes: [
      { file: 'intake/watch-message.ts', from: 'const Message = z.strictObject({', to: 'const Message = z.object({' },
    ],
    missedBy: {
      file: 'lambda/watch-message.test.ts',
      test: 'a message that is not ours is refused with the reason > a member that nobody knows',
    },
  },
  {
    rule: 'a channel that fails keeps no other from being tried',
    changes: [
      {
        file: 'aws/announcements.ts',
        from: 'await Promise.allSettled(channels.map((channel) => channel.tell(key, entry, message)))',
        to: "(await Promise.all(channels.map((channel) => channel.tell(key, entry, message)))).map((value) => ({ status: 'fulfilled', value }))",
      },
    ],
    missedBy: {
      file: 'lambda/aws/announcements.test.ts',
      test: 'every channel is told, whatever becomes of the others',
    },
  },
  {
    rule: 'a stop or a rejection that comes too late is done already',
    changes: [
      { file: PIPELINE_CHANGES, from: "if (alreadySo.includes(failure.name)) return { kind: 'done' };", to: '' },
    ],
    missedBy: {
      file: 'contracts/pipelines.test.ts',
      test: 'changes of pipelines through the SDK > stops an execution; a second stop, or one too late, is done already',
    },
  },
  {
    rule: 'what is neither a metric nor a composite alarm may be a log alarm',
    changes: [{ file: 'aws/alarms.ts', from: 'others.length === 0 ? common', to: 'true ? common' }],
    missedBy: {
      file: 'lambda/aws/log-alarms.test.ts',
      test: 'DescribeAlarms > is called once more for the names that are of neither kind',
    },
  },
  {
    rule: 'where log alarms are not known the other alarms are read',
    changes: [{ file: 'aws/alarms.ts', from: '/^(Validation|InvalidParameter)/.test(error.name)', to: 'false' }],
    missedBy: {
      file: 'lambda/aws/log-alarms.test.ts',
      test: 'DescribeAlarms > that refuses the kind as ValidationError knows no such alarm, and tells of the others',
    },
  },
  {
    rule: 'the results of a log alarm are as far apart as its runs, however long its ranges',
    changes: [
      {
        file: 'aws/alarm-evaluation.ts',
        from: 'const period = Number(count) * (UNITS.get(unit) ?? 0);',
        to: 'const period = Math.max(StartTimeOffset * SECOND, Number(count) * (UNITS.get(unit) ?? 0));',
      },
    ],
    missedBy: {
      file: 'lambda/aws/alarm-evaluation.test.ts',
      test: 'where its ranges overlap, errors between the last two runs may be in both results: a deployment then is not acquitted',
    },
  },
  {
    rule: 'an alarm on a PromQL query tells of trouble that began its pending period before',
    changes: [
      {
        file: 'aws/alarm-evaluation.ts',
        from: 'const datapointsToAlarm = Math.floor(PendingPeriod / interval) + 1;',
        to: 'const datapointsToAlarm = 1;',
      },
    ],
    missedBy: {
      file: 'lambda/aws/alarm-evaluation.test.ts',
      test: 'an alarm on a PromQL query > tells of trouble that began its pending period before',
    },
  },
];
