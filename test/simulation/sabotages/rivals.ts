import type { Sabotage } from '../sabotage.ts';

const SOURCE = 'decision/rivals.ts';

/** What else may be in the stage, or have the alarm. */
export const RIVALS: readonly Sabotage[] = [
  {
    rule: 'a rollback that runs is not joined by another',
    changes: [
      {
        file: 'decision/in-the-way.ts',
        from: "if (inStage?.type === 'ROLLBACK' && isStageRunning(stage))",
        to: 'if (false)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/hold.test.ts',
      test: 'each reason to hold is reached and quotes what was compared > rollback-running',
    },
  },
  {
    rule: "only the pipeline's own rollback to what is blamed is waited for",
    changes: [
      {
        file: 'decision/in-the-way.ts',
        from: 'if (!isOwn || inStage.rollbackTarget !== blame.newest.release.id)',
        to: 'if (!isOwn)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: "a rollback by the pipeline's own rule that brought back the suspect itself > is no rollback to another release: that one is left to end, also where it waits for an approval",
    },
  },
  {
    rule: 'what runs in the stage is waited for',
    changes: [{ file: 'decision/in-the-way.ts', from: 'if (isStageRunning(stage)) {\n', to: 'if (false) {\n' }],
    missedBy: {
      file: 'lambda/decision/plan.test.ts',
      test: 'an alarm while the stage is running > waits for a person who is to answer an approval, and names it',
    },
  },
  {
    rule: 'what was deployed after the alarm was on may be the fix',
    changes: [{ file: 'decision/in-the-way.ts', from: 'last.beganAt >= told\n', to: 'false\n' }],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: 'a deployment that came after the one that is blamed > is not rolled back where it began after the alarm was on: it may be the fix',
    },
  },
  {
    rule: 'what is blamed is no fix when it is run once more',
    changes: [
      { file: 'decision/in-the-way.ts', from: 'const isEqual = isSame(', to: 'const isEqual = false && isSame(' },
    ],
    missedBy: {
      file: 'lambda/decision/after-the-suspect.test.ts',
      test: 'a deployment that came after the one that is blamed > is no fix where it is what is blamed, run once more',
    },
  },
  {
    rule: 'an alarm of what a rollback has replaced changes nothing',
    changes: [
      {
        file: 'decision/in-the-way.ts',
        from: 'if (last.isRollback && !isStillBlamed',
        to: 'if (false && !isStillBlamed',
      },
    ],
    missedBy: {
      file: 'lambda/decision/hold.test.ts',
      test: 'each reason to hold is reached and quotes what was compared > alarm-of-replaced',
    },
  },
  {
    rule: 'the stage that was deployed last goes first',
    changes: [{ file: 'decision/decide.ts', from: 'if (first !== undefined) {', to: 'if (false) {' }],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > lets the stage go first that was deployed later, says so, and comes to nothing where that recovers',
    },
  },
  {
    rule: 'a stage does not wait for ever for another',
    changes: [{ file: SOURCE, from: '(busy || now - since < RIVAL_BEGINS_WITHIN)', to: 'true' }],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > goes on itself where nothing is done there',
    },
  },
  {
    rule: 'another stage may begin only now, however old the alarm is',
    changes: [{ file: SOURCE, from: 'now - since < RIVAL_BEGINS_WITHIN', to: 'now - told < RIVAL_BEGINS_WITHIN' }],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > lets that go first, too, where the mute of both ends: neither has begun then',
    },
  },
  {
    rule: 'a stage that nobody may look at keeps no other waiting',
    changes: [
      { file: 'stage/observe.ts', from: 'if (error instanceof CouldNotRead && !error.transient) return [];', to: '' },
    ],
    missedBy: {
      file: 'lambda/stage/observe.test.ts',
      test: 'a pipeline that nobody may look at keeps no other stage from being decided about',
    },
  },
  {
    rule: 'a stage does not wait for one behind its bake time',
    changes: [
      { file: SOURCE, from: 'const isFresh = told - last <= bakeMinutes * MINUTE;', to: 'const isFresh = true;' },
    ],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > does not wait for one that is behind its bake time',
    },
  },
  {
    rule: 'a stage does not wait for one that was deployed after the alarm',
    changes: [{ file: SOURCE, from: 'deployedAt.filter((at) => at <= told)', to: 'deployedAt' }],
    missedBy: {
      file: 'lambda/decision/cases/one-alarm-two-pipelines.test.ts',
      test: 'an alarm that guards another pipeline, too > does not wait for one that was deployed only after the alarm',
    },
  },
];
