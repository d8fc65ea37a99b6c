import type { Sabotage } from '../sabotage.ts';

const PROVIDE = 'guards/provide.ts';
const RESOURCE = 'guards/declare-guards.ts';
const DECLARE = 'guards/declare-guard.ts';
const REMOVE = 'guards/remove-guard.ts';
const TESTS = 'lambda/guards/provide.test.ts';
const PATIENCE = 'lambda/guards/provide-patience.test.ts';
const CHANGES = 'lambda/guards/provide-changes.test.ts';
const LISTS = 'lambda/guards/provide-lists.test.ts';
const OUTDATED = 'lambda/guards/provide-outdated.test.ts';
const DELETIONS = 'lambda/guards/provide-deletions.test.ts';

/** What stacks that declare guards rely on. */
export const GUARDS: readonly Sabotage[] = [
  {
    rule: 'what may work in a moment is tried again before a guard fails',
    changes: [{ file: PROVIDE, from: 'if (!(error instanceof NotNow)', to: 'if (!(error instanceof SyntaxError)' }],
    missedBy: {
      file: PATIENCE,
      test: 'what may work in a moment > a table that is throttled for more than the SDK tries is tried again before anything fails',
    },
  },
  {
    rule: 'a stage has guards of one stack',
    changes: [{ file: RESOURCE, from: 'isForeign(claims, stack));', to: 'isForeign(claims, "") && stack === "");' }],
    missedBy: {
      file: TESTS,
      test: 'a guard that a stack creates > of a stage that another stack guards fails, and says which; its deletion changes nothing',
    },
  },
  {
    rule: 'a stage has guards of one stack, also where another was faster',
    changes: [{ file: DECLARE, from: 'isForeign(claims, claim.stack)', to: 'false' }],
    missedBy: {
      file: TESTS,
      test: 'a guard that a stack creates > of a stage that another stack comes to guard meanwhile fails likewise: each had found it free',
    },
  },
  {
    rule: 'a stack deletes only its own guards',
    changes: [{ file: REMOVE, from: 'isForeign(claims, request.stack) ? undefined', to: 'false ? undefined' }],
    missedBy: {
      file: TESTS,
      test: 'a guard that a stack creates > of a stage that another stack guards fails, and says which; its deletion changes nothing',
    },
  },
  {
    rule: 'a request that comes late brings no guard back',
    changes: [{ file: DECLARE, from: ' || claims.gone.includes(claim.id)', to: '' }],
    missedBy: {
      file: CHANGES,
      test: 'a request that comes again > for the first time after its resource was deleted makes nothing',
    },
  },
  {
    rule: 'a list that comes back to what it was answers its former id',
    changes: [{ file: RESOURCE, from: 'if (former !== undefined) return former;', to: '' }],
    missedBy: {
      file: LISTS,
      test: 'a guard that moves from one list to another > stays with the one that had it where the deployment is taken back',
    },
  },
  {
    rule: 'going back to what was declared before does not fail',
    changes: [{ file: RESOURCE, from: '(before === undefined && { news', to: '({ news' }],
    missedBy: {
      file: CHANGES,
      test: 'a replacement > back to what was declared before does not fail, though its pipeline is gone',
    },
  },
  {
    rule: 'going back to what another version took does not fail',
    changes: [
      {
        file: RESOURCE,
        from: "if (does !== 'Update' || key === undefined || before === undefined)",
        to: 'if (problem)',
      },
    ],
    missedBy: {
      file: OUTDATED,
      test: 'a change back to what an earlier version took and this one cannot read > does not fail: a warning names it, and the guard of then is in force',
    },
  },
  {
    rule: 'what another version took is known of the same stack and resource only',
    changes: [{ file: RESOURCE, from: 'claims.stack === stack ? declaredBy', to: 'true ? declaredBy' }],
    missedBy: {
      file: OUTDATED,
      test: 'a change back to what an earlier version took and this one cannot read > is refused where another resource, or another stack, asks for it, and as news',
    },
  },
  {
    rule: 'the deletion of a guard waits for whoever has the stage',
    changes: [{ file: 'guards/let-go.ts', from: 'await enter(controller, key, NOTHING_CAME);', to: '' }],
    missedBy: {
      file: DELETIONS,
      test: 'a guard that is deleted > waits for whoever has the stage: it may be rolled back by the guard still, and be frozen',
    },
  },
  {
    rule: 'the deletion of a guard is answered in time',
    changes: [{ file: PROVIDE, from: 'provider.ports.clock() + PATIENCE > provider.until', to: 'false' }],
    missedBy: {
      file: DELETIONS,
      test: 'a guard that is deleted > of a stage that somebody has for longer than an invocation runs is answered in time, and tried again by Lambda',
    },
  },
  {
    rule: 'a check names what a deletion left that failed for good',
    changes: [{ file: 'commands/look-at-whole.ts', from: 'attempt(deletionsLeft(ports)), ', to: '' }],
    missedBy: {
      file: DELETIONS,
      test: 'a guard that is deleted > never fails: what could not be done is a warning, is tried again by Lambda, and in the end by the command redrive',
    },
  },
  {
    rule: 'no resource of a stack that declares a stage is forgotten for a newer one',
    changes: [{ file: DECLARE, from: 'if (others.length >= MOST_CLAIMS) throw', to: 'if (false) throw' }],
    missedBy: {
      file: CHANGES,
      test: 'more resources of a stack than a stage has room for > are refused, with those that guard it: what was declared before stays, and is in force again where the others go',
    },
  },
  {
    rule: 'an alarm makes no rival of a stage that it does not guard',
    changes: [
      {
        file: 'stage/observe.ts',
        from: "if (guard.kind === 'missing' || (guard.kind === 'found' && !guard.policy.alarms.includes(alarm))) return [];",
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/stage/observe.test.ts',
      test: 'a stage that the alarm leads to, and does not guard, is none of them',
    },
  },
  {
    rule: 'the command "unguard" ends only the guard of the stack that it names',
    changes: [{ file: 'commands/unguard.ts', from: 'return owner === stack ?', to: 'return owner ?' }],
    missedBy: {
      file: 'lambda/commands/unguard.test.ts',
      test: 'unguard > names the stack that guards the stage, and ends no other guard than that of the one that is named',
    },
  },
  {
    rule: 'a guard that a stack left behind may come back by a change of that stack',
    changes: [
      {
        file: 'guards/claims.ts',
        from: 'return { ...claims, all: [] };',
        to: 'return { ...claims, all: [], gone: claims.all.map(({ id }) => id) };',
      },
    ],
    missedBy: {
      file: 'lambda/commands/unguard.test.ts',
      test: 'unguard > is undone by a stack that exists after all: its next change declares the guard, its deletion changes nothing',
    },
  },
  {
    rule: 'a guard that goes is told once, whoever asks again',
    changes: [
      {
        file: 'guards/let-go.ts',
        from: " || (entry.code === 'unguarded' && entry.causedAt > since)",
        to: '',
      },
    ],
    missedBy: {
      file: 'lambda/commands/unguard.test.ts',
      test: 'unguard > asked for twice is told once, and the next guard that goes is told again',
    },
  },
];
