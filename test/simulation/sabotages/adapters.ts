import type { Sabotage } from '../sabotage.ts';

const STAGE_ITEM = 'aws/stage-item.ts';
const STAGE_RECORDS = 'aws/stage-records.ts';
const PIPELINE_CHANGES = 'aws/pipeline-changes.ts';

/** What the adapters owe to the rules. */
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
    rule: 'a write names the fence',
    changes: [
      { file: STAGE_ITEM, from: 'fence = :fence AND holder = :holder', to: '(fence >= :fence OR holder = :holder)' },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'stage lock in DynamoDB > does not store what a holder saves after a takeover',
    },
  },
  {
    rule: 'a lease is respected',
    changes: [
      {
        file: STAGE_ITEM,
        from: "'(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)'",
        to: "'(attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseUntil > :now)'",
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'stage lock in DynamoDB > refuses a held lock to alarm, and says by which lease',
    },
  },
  {
    rule: 'a lease ends',
    changes: [
      {
        file: STAGE_ITEM,
        from: "'(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)'",
        to: "'(attribute_not_exists(leaseUntil) OR leaseUntil < :now AND leaseUntil > :now)'",
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'stage lock in DynamoDB > lets the lock be taken over when the lease ends, with a higher fence',
    },
  },
  {
    rule: 'an alarm leaves a rollback that is followed alone',
    changes: [
      {
        file: STAGE_ITEM,
        from: '(attribute_not_exists(incidentId) OR wakeAt <= :overdue)',
        to: '(attribute_not_exists(incidentId) OR attribute_exists(incidentId) OR wakeAt <= :overdue)',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'stage lock in DynamoDB > keeps alarms away while a rollback is followed, and says which',
    },
  },
  {
    rule: 'a lock whose answer was lost is ours',
    changes: [
      {
        file: STAGE_ITEM,
        from: 'if (item.holder === request.holder && item.leaseUntil === request.leaseUntil) return',
        to: 'if (false) return',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'stage lock in DynamoDB > gives the lock again to a repeated call whose first answer was lost',
    },
  },
  {
    rule: 'the mail is counted when the lock goes',
    changes: [
      { file: STAGE_RECORDS, from: ' AND mailed = :mailed', to: ' AND (mailed = :mailed OR mailed > :mailed)' },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > keeps the holder from leaving with a letter unread, and stores nothing then',
    },
  },
  {
    rule: 'a letter is left only while the lease holds',
    changes: [
      {
        file: STAGE_RECORDS,
        from: 'leaseUntil = :until AND leaseUntil > :now AND',
        to: 'leaseUntil = :until AND (leaseUntil > :now OR leaseUntil <= :now) AND',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > takes nothing once the lease has ended',
    },
  },
  {
    rule: 'a letter overwrites none that was not read',
    changes: [
      {
        file: STAGE_RECORDS,
        from: 'attribute_not_exists(mail.#slot.cause.merged)',
        to: 'attribute_not_exists(mail.#slot.cause.merged) OR attribute_exists(mail)',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > takes a letter beside those of others who came first, but none in the place of another event of its alarm',
    },
  },
  {
    rule: 'a letter goes over none that came to share its place meanwhile',
    changes: [
      {
        file: STAGE_RECORDS,
        from: 'mail.#slot.cause.merged.lastId = :lastId',
        to: '(mail.#slot.cause.merged.lastId = :lastId OR attribute_exists(mail))',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > does not give a letter the place that its alarm shares where another has come meanwhile',
    },
  },
  {
    rule: 'the mailbox does not grow without end',
    changes: [
      { file: STAGE_RECORDS, from: "'size(mail) < :room'", to: "'(size(mail) < :room OR attribute_exists(mail))'" },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > does not give a letter a place of its own where others have taken the last meanwhile',
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
    rule: 'a pause that cannot be read is a pause',
    changes: [
      {
        file: STAGE_RECORDS,
        from: 'return parsed.ok ? parsed.value : { by',
        to: 'return parsed.ok ? parsed.value : false && { by',
      },
    ],
    missedBy: {
      file: 'lambda/aws/stage-records.test.ts',
      test: 'a pause of the controller that cannot be read is a pause',
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
];
