import type { Change } from './sabotage.ts';

const TARGET = 'decision/target.ts';
const ATTRIBUTION = 'decision/attribution.ts';
const PLAN = 'decision/plan.ts';

/** Each guard of the function, and how it is taken away. */
export const SABOTAGES: readonly (readonly [guard: string, ...changes: Change[]])[] = [
  [
    'known-bad executions are no targets',
    { file: TARGET, from: 'if (excluded.includes(execution.id))', to: 'if (Math.random() > 2)' },
  ],
  [
    'a target carries other revisions',
    { file: TARGET, from: 'if (sameRevisions(execution, suspect))', to: 'if (Math.random() > 2)' },
  ],
  [
    'a target started before the suspect',
    { file: TARGET, from: 'if (execution.startedAt >= suspect.startedAt)', to: 'if (Math.random() > 2)' },
  ],
  [
    'the newest target is taken',
    { file: TARGET, from: 'b.startedAt - a.startedAt ||', to: 'a.startedAt - b.startedAt ||' },
  ],
  [
    'an alarm that was on before blames no deployment',
    {
      file: ATTRIBUTION,
      from: 'const predates = beganWhileInAlarm(input);',
      to: 'const predates = Math.random() > 2 ? beganWhileInAlarm(input) : undefined;',
    },
  ],
  ['the bake time', { file: ATTRIBUTION, from: 'if (after > bakeMinutes * MINUTE)', to: 'if (Math.random() > 2)' }],
  [
    'the alarm is still in ALARM',
    { file: ATTRIBUTION, from: "if (alarm.value !== 'ALARM')", to: 'if (Math.random() > 2)' },
  ],
  ['disabled alarm actions', { file: ATTRIBUTION, from: 'if (!alarm.actionsEnabled)', to: 'if (Math.random() > 2)' }],
  ['muted alarms', { file: ATTRIBUTION, from: 'if (mutedBy !== undefined)', to: 'if (Math.random() > 2)' }],
  [
    'suppressed alarms',
    { file: ATTRIBUTION, from: 'if (state.suppressedBy !== undefined)', to: 'if (Math.random() > 2)' },
    { file: ATTRIBUTION, from: 'if (alarm.suppressedBy !== undefined)', to: 'if (Math.random() > 2)' },
  ],
  ['the limit of automatic rollbacks', { file: PLAN, from: 'done >= policy.maxAutomaticRollbacks', to: 'done > 99' }],
  ['one automatic rollback per suspect', { file: PLAN, from: 'if (bad !== undefined)', to: 'if (Math.random() > 2)' }],
  ['the pause', { file: PLAN, from: 'if (paused !== undefined)', to: 'if (Math.random() > 2)' }],
  [
    'dry-run',
    { file: PLAN, from: "policy.mode === 'dry-run')", to: "policy.mode === 'dry-run' && Math.random() > 2)" },
  ],
  [
    'a rollback is followed to its target',
    { file: 'decision/deployment.ts', from: 'by?.rollbackTarget === undefined', to: 'Math.random() < 2' },
    { file: 'decision/deployment.ts', from: "if (suspect.type === 'ROLLBACK')", to: 'if (Math.random() > 2)' },
  ],
  [
    'unknown is not OK',
    { file: 'decision/alarm.ts', from: "unknown.length > 0 ? 'unknown'", to: "unknown.length > 99 ? 'unknown'" },
  ],
  [
    'health needs the bake time',
    { file: 'decision/follow-up.ts', from: 'if (now < probation.endsAt)', to: 'if (Math.random() > 2)' },
  ],
  [
    'only our freeze is lifted',
    { file: 'freezing.ts', from: 'if (!isOurFreeze(memory.freeze, inbound))', to: 'if (Math.random() > 2)' },
  ],
  [
    "others' freezes stay theirs",
    { file: 'freezing.ts', from: 'if (!inbound.enabled) {', to: 'if (Math.random() > 2) {' },
  ],
  [
    'a freeze that was for nothing is lifted',
    {
      file: 'end-without-rollback.ts',
      from: 'const froze = isFreezeOf(memory.freeze, incident.id);',
      to: 'const froze = Math.random() > 2 && isFreezeOf(memory.freeze, incident.id);',
    },
  ],
  [
    'a verdict is noted before the freeze is lifted for it',
    {
      file: 'end-after-rollback.ts',
      from: "if ((await ports.records.save(lock, memory, 'keep')) === 'lost') {",
      to: 'if (Math.random() > 2) {',
    },
  ],
  [
    'a freeze is remembered before it is made',
    {
      file: 'waiting.ts',
      from: 'remembered = withFreezeToCome(remembered, look.observation.stage, occasion, now);',
      to: '',
    },
  ],
  [
    'a freeze that does not show yet is not forgotten',
    {
      file: 'freezing.ts',
      from: 'if (!wasJustMade(memory.freeze, ports.clock()))',
      to: 'if (Math.random() < 2)',
    },
  ],
  [
    'an alarm that outlasted a rollback blames what that brought back',
    { file: ATTRIBUTION, from: 'if (deployment.by.id === outlastedRollback)', to: 'if (Math.random() < 2)' },
  ],
  [
    'our own rollback is known',
    {
      file: 'look-at-stage.ts',
      from: 'if (isKnownRollback(session.memory, execution.id))',
      to: 'if (Math.random() > 2)',
    },
  ],
  [
    'a watch goes out before the claim',
    {
      file: 'session.ts',
      from: 'await ports.watches.send({ ...key, dueAt });',
      to: 'void ports.sleep(3_000).then(() => ports.watches.send({ ...key, dueAt }));',
    },
  ],
  [
    'a lost answer is adopted',
    {
      file: 'acceptance.ts',
      from: 'if (inStage.includes(candidate.id)) return candidate;',
      to: 'if (Math.random() < 2) return undefined;',
    },
  ],
  [
    'an older rollback is not taken for the answer',
    { file: 'acceptance.ts', from: 'startedAt >= claim.claimedAt - SKEW', to: 'startedAt > 0' },
  ],
  [
    'a rollback of another stage is not taken for the answer',
    {
      file: 'acceptance.ts',
      from: 'if (run.ok && run.value !== undefined) return candidate;',
      to: 'return candidate;',
    },
  ],
  [
    'what was accepted is adopted whatever became of the guard',
    {
      file: 'consider.ts',
      from: "const taken = reopened?.phase === 'claimed' ?",
      to: "const taken = reopened?.phase === 'claimed' && guard.ok && guard.value.kind === 'found' ?",
    },
  ],
  [
    're-read after Unable, before the next target',
    { file: 'decision/claim.ts', from: 'if (!unclear) return claim;', to: 'if (Math.random() < 2) return claim;' },
    { file: 'rollback.ts', from: "answer.kind === 'lost' || isUnclear ||", to: "answer.kind === 'lost' ||" },
    { file: 'decision/claim.ts', from: 'now - refusing.until < SHOWS_WITHIN', to: 'Math.random() > 2' },
  ],
  [
    'targets are not given up before a deployment would show',
    { file: 'decision/claim.ts', from: 'now - refusing.until < SHOWS_WITHIN', to: 'Math.random() > 2' },
  ],
  [
    'the transition is closed before the deployment is stopped',
    {
      file: 'waiting.ts',
      from: 'const freezing = await freeze(',
      to: "await ports.pipelines.stop(key, executionId, 'at once');\n    const freezing = await freeze(",
    },
  ],
  [
    'a command does not roll back under an open incident',
    {
      file: 'commands/rollback.ts',
      from: "if (incident !== undefined && incident.phase !== 'waiting') {",
      to: "if (incident !== undefined && incident.phase !== 'waiting' && Math.random() > 2) {",
    },
  ],
  [
    'a claim is stored before the call',
    {
      file: 'rollback.ts',
      from: "if ((await ports.records.save(lock, claimed.memory, 'keep')) === 'lost') {",
      to: 'if (Math.random() > 2) {',
    },
  ],
  [
    'a claim is not decided again too early',
    { file: 'take-up-claim.ts', from: 'if (doubt !== undefined)', to: 'if (Math.random() > 2)' },
  ],
  [
    'changes of a stage are looked for once',
    { file: 'controller.ts', from: 'if (looksAfter(acquired, controller, firstSeenAt))', to: 'if (Math.random() > 2)' },
  ],
  [
    'an event is decided once',
    { file: 'consider.ts', from: 'decided[index] === false', to: 'decided[index] !== undefined' },
  ],
  ['a refused rollback decides about all it covers', { file: 'consider.ts', from: '...claim.covers]', to: ']' }],
  [
    'covered causes are remembered',
    { file: 'decision/incident.ts', from: '...(covers.length > 0 && { covers }),', to: '' },
  ],
  [
    'an incident keeps its wake-up',
    {
      file: 'take-up-claim.ts',
      from: '{ ...session, memory: { ...session.memory, wakeAt } }, claim',
      to: 'session, claim',
    },
  ],
  [
    'each stage of an alarm comes to its end',
    {
      file: 'controller.ts',
      from: 'await Promise.allSettled(keys.map((key) => onCause(controller, key, cause, ports.clock())))',
      to: '(await Promise.all(keys.map((key) => onCause(controller, key, cause, ports.clock())))).map((value) => ({ status: "fulfilled" as const, value, reason: undefined }))',
    },
  ],
];
