import type { Sabotage } from '../sabotage.ts';

const STAGE_ITEM = 'aws/stage-item.ts';
const STAGE_RECORDS = 'aws/stage-records.ts';

/** The lock and the mailbox of a stage, as conditions of DynamoDB. */
export const LOCK_AND_MAIL: readonly Sabotage[] = [
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
        from: 'leaseUntil = :until AND leaseUntil > :now$',
        to: 'leaseUntil = :until AND (leaseUntil > :now OR leaseUntil <= :now)$',
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
        to: '(attribute_not_exists(mail.#slot.cause.merged) OR attribute_exists(mail))',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > does not give a letter the place of its alarm where another has come to share it meanwhile, and shows what lies there',
    },
  },
  {
    rule: 'a letter takes the place of its alarm only where that is free',
    changes: [
      {
        file: STAGE_RECORDS,
        from: ' AND attribute_not_exists(mail.#slot)',
        to: '',
      },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > does not give a letter the place of its alarm where another has taken it meanwhile, and shows what lies there',
    },
  },
  {
    rule: 'whose letter is the first is told from the box, not from how often was written to it',
    changes: [{ file: STAGE_RECORDS, from: "isAlone(box, left) ? 'first'", to: "box.count === 1 ? 'first'" }],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > knows its first letter also where the SDK repeats a call whose answer was lost',
    },
  },
  {
    rule: 'a mailbox that cannot be used is not asked again and again',
    changes: [{ file: STAGE_RECORDS, from: 'if (box.count === mail.count) throw', to: 'if (false) throw' }],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'with a mailbox that somebody has filled by hand a letter fails, and is tried again in DynamoDB',
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
      test: 'mailbox in DynamoDB > does not give a letter the place that its alarm shares where another has come meanwhile, and shows what lies there',
    },
  },
  {
    rule: 'the mailbox does not grow without end',
    changes: [
      { file: STAGE_RECORDS, from: 'size(mail) < :room', to: '(size(mail) < :room OR attribute_exists(mail))' },
    ],
    missedBy: {
      file: 'contracts/stage-records.test.ts',
      test: 'mailbox in DynamoDB > does not give a letter a place of its own where others have taken the last meanwhile, and shows what lies there',
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
];
