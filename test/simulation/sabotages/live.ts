import type { Sabotage } from '../sabotage.ts';

const TENURES = 'decision/tenures.ts';
const ACTION_RUN = 'decision/action-run.ts';
const DEPLOYMENTS = 'decision/deployments.ts';
const RELEASE = 'decision/release.ts';

/** What is live in a stage, and which release that is. */
export const LIVE: readonly Sabotage[] = [
  {
    rule: 'what has done something in the stage that is not listed yet is not passed over',
    changes: [{ file: TENURES, from: 'if (!isRemembered) refuseUnlisted(', to: 'if (false) refuseUnlisted(' }],
    missedBy: { history: 'an execution is listed before its actions are' },
  },
  {
    rule: 'a stage whose actions ran did not never run: no execution shows in PARALLEL mode',
    changes: [{ file: TENURES, from: 'return hasRun ? hold.stageNotFound(', to: 'return false ? hold.stageNotFound(' }],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what is in a stage cannot be said > of a stage whose actions ran, and that shows nobody: PARALLEL: a hold',
    },
  },
  {
    rule: 'where nothing deploys no alarm was on before',
    changes: [
      {
        file: 'decision/attribution.ts',
        from: 'return hold.nothingDeployed(policy);',
        to: 'return hold.alarmPredatesDeployment({ alarm: alarm.arn, execution: "", detail: "" });',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/approval-in-the-stage.test.ts',
      test: 'other things that are in the stage and deploy nothing > a stage in which nothing deploys: that is said, and not that the alarm was on before',
    },
  },
  {
    rule: 'a rollback counts only where it succeeded',
    changes: [
      {
        file: TENURES,
        from: ".findLast(({ isRollback, outcome }) => !isRollback || outcome === 'whole')",
        to: '.at(-1)',
      },
    ],
    missedBy: {
      file: 'lambda/rollback-by-others.test.ts',
      test: 'a rollback that is made once more, after it failed, left what the first one had left',
    },
  },
  {
    rule: 'after half a deployment what is live is mixed',
    changes: [
      {
        file: TENURES,
        from: "if (last.outcome === 'whole') return { kind: 'live', tenure: last };",
        to: "if (last.outcome !== 'running') return { kind: 'live', tenure: last };",
      },
    ],
    missedBy: { file: 'lambda/decision/tenures.test.ts', test: 'live is > mixed after a deployment that failed' },
  },
  {
    rule: 'a rollback carries the release of its target',
    changes: [
      {
        file: TENURES,
        from: 'const release = isRollback ? targetOf(execution, state, facts) : execution;',
        to: 'const release = execution;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what was in a stage > is what a rollback went back to, deployed when the rollback ran',
    },
  },
  {
    rule: 'approvals deploy nothing',
    changes: [{ file: ACTION_RUN, from: "'Source', 'Approval', 'Test'", to: "'Source', 'Test'" }],
    missedBy: {
      file: 'lambda/decision/deployments.test.ts',
      test: 'a deployment runs > but no longer once only an approval is left, although its execution is in the stage',
    },
  },
  {
    rule: 'who makes a change set deploys nothing',
    changes: [{ file: ACTION_RUN, from: ' && mode !== MAKES_CHANGE_SET', to: '' }],
    missedBy: {
      file: 'lambda/decision/deployments.test.ts',
      test: 'a deployment > is none of an action that only makes a change set, but one of the action that executes it',
    },
  },
  {
    rule: 'tests deploy nothing',
    changes: [{ file: ACTION_RUN, from: "'Source', 'Approval', 'Test'", to: "'Source', 'Approval'" }],
    missedBy: {
      file: 'lambda/decision/deployments.test.ts',
      test: 'a deployment > is none of an action of category Test',
    },
  },
  {
    rule: 'the guard says which actions deploy',
    changes: [{ file: ACTION_RUN, from: 'deployActions === undefined', to: 'deployActions !== null' }],
    missedBy: { file: 'lambda/decision/deployments.test.ts', test: 'a deployment > is what the guard says that it is' },
  },
  {
    rule: 'a retry is a deployment of its own',
    changes: [
      {
        file: DEPLOYMENTS,
        from: 'if (latest === undefined || isRepeated || rested > RETRIED_AFTER)',
        to: 'if (latest === undefined)',
      },
    ],
    missedBy: {
      file: 'lambda/decision/deployments.test.ts',
      test: 'each attempt is a deployment of its own > and the last may run',
    },
  },
  {
    rule: 'a deployment that runs is seen before it is listed',
    changes: [{ file: DEPLOYMENTS, from: 'return [...runs, ...unlisted];', to: 'return runs;' }],
    missedBy: {
      file: 'lambda/decision/deployments.test.ts',
      test: 'a deployment runs > as the state of the stage tells before the action is listed',
    },
  },
  {
    rule: 'deployments that no list shows any more are remembered',
    changes: [
      { file: TENURES, from: 'const deployments = [...remembered, ...listed];', to: 'const deployments = listed;' },
    ],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what was in a stage > is remembered where the list no longer shows it',
    },
  },
  {
    rule: 'what is in the stage and not listed yet is unclear',
    changes: [
      {
        file: TENURES,
        from: 'if (executionOf(occupant.executionId, state, facts) === undefined) return notListed(occupant.executionId, facts);',
        to: '',
      },
      {
        file: TENURES,
        from: 'if (execution === undefined) return isLast ? notListed(deployment.by, facts) : [];',
        to: 'if (execution === undefined) return [];',
      },
    ],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what is in a stage cannot be said > yet, where its execution is on no page: a new one may be listed late',
    },
  },
  {
    rule: 'a skipped stage is not rolled back',
    changes: [{ file: TENURES, from: "if (occupant.status === 'Skipped')", to: 'if (false)' }],
    missedBy: {
      file: 'lambda/decision/tenures.test.ts',
      test: 'what is in a stage cannot be said > of a skipped stage: a hold',
    },
  },
  {
    rule: 'an id that CodePipeline does not name is unknown, not equal',
    changes: [{ file: RELEASE, from: "return known && pairs.length > 0 ? 'same' : 'unknown';", to: "return 'same';" }],
    missedBy: {
      file: 'lambda/decision/release.test.ts',
      test: 'two executions carry > nobody knows what if the revision came through another source',
    },
  },
  {
    rule: 'other variables are another release',
    changes: [
      {
        file: RELEASE,
        from: "changedVariables(one.variables, other.variables).length === 0 ? 'same' : 'other'",
        to: "'same'",
      },
    ],
    missedBy: {
      file: 'lambda/decision/reputation.test.ts',
      test: 'badness > does not spread to one with other variables',
    },
  },
  {
    rule: 'half of what is newer, by a rollback, is what is live',
    changes: [{ file: TENURES, from: 'if (!tenure.isRollback) return false;', to: 'return tenure.isRollback;' }],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback to what is newer that failed half-way > has left half of that over what is good: who asks for a rollback goes back to what was live',
    },
  },
  {
    rule: 'half of what is newer, by a rollback, is a suspect',
    changes: [
      {
        file: 'decision/attribution.ts',
        from: 'return !bringsBack(tenure, tenures) && beganAt < onset.end;',
        to: 'return false;',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/undo.test.ts',
      test: 'a rollback to what is newer that failed half-way > is blamed for the trouble that comes with it',
    },
  },
];
