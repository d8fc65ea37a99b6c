import type { Sabotage } from '../sabotage.ts';

const IDLE = 'decision/idle.ts';
const FILE = 'decision/probation.ts';

/** When a deployment, and with it the stage, counts as healthy. */
export const PROBATION: readonly Sabotage[] = [
  {
    rule: 'health needs the bake time',
    changes: [{ file: FILE, from: 'if (now < probation.endsAt) return', to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > does not before, however healthy it is',
    },
  },
  {
    rule: 'health needs the deployment to be there',
    changes: [{ file: FILE, from: 'const healthy = isThere && health', to: 'const healthy = health' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > does not where another is in the stage by then',
    },
  },
  {
    rule: 'a deployment that is tried again bakes anew',
    changes: [{ file: IDLE, from: ' && probation.endsAt >= endsAt', to: '' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > that was tried again bakes from the end of its last attempt',
    },
  },
  {
    rule: 'one that was tried again unnoticed bakes from the end of its last attempt',
    changes: [{ file: FILE, from: 'if (endsAt > now) return', to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > that was tried again, of which no event told > bakes from the end of its last attempt as well',
    },
  },
  {
    rule: 'one that is being tried again is not healthy yet',
    changes: [
      {
        file: FILE,
        from: "if (isStageRunning(situation.stage) || last?.outcome === 'running') return undefined;",
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > that was tried again, of which no event told > is looked at again while it is tried',
    },
  },
  {
    rule: 'one that was tried again unnoticed, and failed, is not healthy',
    changes: [
      {
        file: FILE,
        from: "if (last?.by !== probation.executionId || last.outcome !== 'whole') return",
        to: 'if (false) return',
      },
    ],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > that was tried again, of which no event told > is on it no longer where it ended half-way',
    },
  },
  {
    rule: 'half a deployment is not on probation',
    changes: [{ file: IDLE, from: "if (last.outcome !== 'whole' || told", to: 'if (told' }],
    missedBy: { file: 'lambda/decision/idle.test.ts', test: 'a deployment on probation > is none that ended half-way' },
  },
  {
    rule: 'a healthy deployment arms the stage again',
    changes: [{ file: FILE, from: 'if (healthy !== undefined) return', to: 'if (false) return' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > arms the stage again once it has outlived its bake time with every alarm OK',
    },
  },
  {
    rule: 'an alarm that was on before a deployment is told',
    changes: [{ file: IDLE, from: 'if (inAlarm.length === 0) return state;', to: 'return state;' }],
    missedBy: {
      file: 'lambda/look-at-stage.test.ts',
      test: 'an alarm that is on since before the release came in is noticed at the end of the deployment',
    },
  },
  {
    rule: 'people are told that nothing shows whether it is healthy',
    changes: [
      {
        file: FILE,
        from: 'if (unknown.length === 0 || counted === 0 || probation.silenceTold) return { state: rest };',
        to: 'return { state: rest };',
      },
    ],
    missedBy: {
      file: 'lambda/decision/cases/never-ok.test.ts',
      test: 'an alarm without data when healthy: never OK > people are told once that nothing shows whether it is healthy, with the command that says so',
    },
  },
  {
    rule: 'a stage that goes on changing is looked at again, whatever the events say',
    changes: [{ file: IDLE, from: 'now - lastChangeOf(turn, since) >=', to: 'now - since >=' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a change of the stage > that cannot be read for fifteen minutes is looked at again as long as the stage goes on changing, whatever the events say',
    },
  },
  {
    rule: 'a change that cannot be read is looked at again',
    changes: [
      {
        file: IDLE,
        from: 'return { state: turn.state, wakeBy: now + Math.min(MINUTE,',
        to: 'return { state: rest, wakeBy: now + Math.min(MINUTE,',
      },
    ],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a change of the stage > that cannot be read for a moment is looked at again',
    },
  },
  {
    rule: 'where nothing counts nobody is asked whether it is healthy',
    changes: [{ file: FILE, from: 'counted === 0 || ', to: '' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > whose alarms stay without data > concerns nobody where the rollback has recovered and its freeze is released: nothing counts',
    },
  },
  {
    rule: 'people are told how many rollbacks count',
    changes: [{ file: FILE, from: 'counted < most', to: 'false' }],
    missedBy: {
      file: 'lambda/decision/idle.test.ts',
      test: 'a deployment on probation > whose alarms stay without data > leaves what counts below the limit, and people are told so',
    },
  },
];
