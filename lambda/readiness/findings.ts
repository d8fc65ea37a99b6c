import { MAKES_CHANGE_SET } from '../decision/action-run.ts';
import { describeExecution } from '../decision/execution.ts';
import { foundIn, type Read, type Unreadable } from '../decision/facts.ts';
import { isOurFreeze } from '../decision/freeze.ts';
import { hold } from '../decision/hold.ts';
import type { GuardedStage } from '../decision/tenures.ts';
import { DAY } from '../decision/time.ts';
import { aboutSpokes, isCutOff } from './about-spokes.ts';
import type { EventRule } from './event-rule.ts';
import { finding } from './finding.ts';
import { type Finding, keyOf } from './finding-kind.ts';
import type { StageFacts } from './stage-facts.ts';

export interface Judgement {
  /** Each finding once, in the order of the catalogue. */
  readonly findings: readonly Finding[];
  /** Reads that failed for the moment: the judgement is incomplete and says nothing about what was found before. */
  readonly unread: readonly string[];
}

/** What keeps the guard of a stage from doing its work. */
export function judge(facts: StageFacts): Judgement {
  const {
    structure,
    stage,
    alarms,
    memory,
    live,
    target,
    notIndexed,
    rules,
    spokes = [],
    scope,
    denied,
    artifacts,
  } = facts;
  const seen = Object.entries(alarms).filter(([arn]) => !isCutOff(spokes, arn));
  const reads = [structure, stage, ...seen.map(([, read]) => read), notIndexed, scope, denied].filter(isUnreadable);
  const unread = [
    ...reads,
    ...[memory, rules, artifacts].filter(isUnreadable),
    ...[live, target].filter((one) => one.kind === 'unclear'),
  ].flatMap(({ what, problem, transient }) => (transient ? [`${what}: ${problem}`] : []));
  const ofStructure = aboutStructure(facts);
  const findings = [
    ...ofStructure,
    ...aboutAlarms(facts),
    ...aboutRules(facts),
    ...aboutSpokes(spokes),
    ...(scope?.ok && scope.value ? [finding.outOfScope(scope.value)] : []),
    ...aboutPermissions(facts),
    // Without a pipeline and a stage that can be rolled back at all, the lack of a target is no news.
    ...(ofStructure.some(({ severity }) => severity === 'error')
      ? []
      : [...aboutTarget(facts), ...aboutArtifacts(facts)]),
    ...aboutMemory(facts),
    ...reads.filter(({ transient }) => !transient).map((read) => finding.couldNotRead(read)),
  ];
  return { findings: distinct(findings), unread: [...new Set(unread)] };
}

function isUnreadable(read: Read<unknown> | undefined): read is Unreadable {
  return read?.ok === false;
}

/** What keeps CodePipeline from ever rolling the stage back, and what a rollback would wait for. */
export function aboutStructure({
  guard: { pipeline, stage, deployActions },
  structure,
}: Pick<StageFacts, 'structure'> & { readonly guard: GuardedStage }): readonly Finding[] {
  if (!structure.ok) return [];
  if (structure.value === 'not-found') return [finding.pipelineNotFound({ pipeline })];
  const { type, executionMode, stages } = structure.value;
  const found: Finding[] = [];
  if (type === 'V1') found.push(finding.pipelineTypeV1({ pipeline }));
  if (executionMode === 'PARALLEL') found.push(finding.pipelineParallel({ pipeline }));
  const declared = stages.find(({ name }) => name === stage);
  if (declared === undefined) {
    return [...found, finding.stageNotFound({ pipeline, stage, stages: stages.map(({ name }) => name) })];
  }
  if (declared.actions.some(({ category }) => category === 'Source')) return [...found, finding.sourceStage({ stage })];
  const actions = declared.actions.map(({ name }) => name);
  if (deployActions !== undefined && !deployActions.some((name) => actions.includes(name))) {
    found.push(finding.deployActionsNotFound({ stage, named: deployActions, actions }));
  }
  const approvals = declared.actions.filter(({ category }) => category === 'Approval').map(({ name }) => name);
  if (approvals.length > 0) found.push(finding.approvalInStage({ stage, actions: approvals }));
  const executing = declared.actions.filter(({ mode }) => mode === 'CHANGE_SET_EXECUTE').map(({ name }) => name);
  if (executing.length > 0 && !declared.actions.some(({ mode }) => mode === MAKES_CHANGE_SET)) {
    found.push(finding.changeSetElsewhere({ stage, actions: executing }));
  }
  return found;
}

/** How long an alarm may be without data, or on, before that is worth a word. */
const LONG = DAY;

function aboutAlarms({ guard, alarms, now }: StageFacts): readonly Finding[] {
  const unknown = guard.unlessAlarms.filter((arn) => isAbsent(alarms[arn]));
  const ofGuard = guard.alarms.flatMap((arn) => {
    const alarm = foundIn(alarms[arn]);
    if (alarm === undefined) return isAbsent(alarms[arn]) ? [finding.alarmNotFound({ alarm: arn })] : [];
    const { value, since, actionsEnabled } = alarm;
    const long = now - since > LONG;
    return [
      ...(actionsEnabled ? [] : [finding.alarmActionsDisabled({ alarm: arn })]),
      ...(value === 'INSUFFICIENT_DATA' && long ? [finding.alarmWithoutData({ alarm: arn, since, now })] : []),
      ...(value === 'ALARM' && long ? [finding.alarmStuck({ alarm: arn, since, now })] : []),
    ];
  });
  return [...ofGuard, ...unknown.map((alarm) => finding.vetoNotFound({ alarm }))];
}

function isAbsent(read: StageFacts['alarms'][string]): boolean {
  return read?.ok === true && read.value === 'not-found';
}

/** Rules that may not be read stop nothing: alarms are handled all the same. */
function aboutRules({ rules, notIndexed }: StageFacts): readonly Finding[] {
  const index = notIndexed?.ok ? notIndexed.value.map((alarm) => finding.alarmNotIndexed({ alarm })) : [];
  if (rules === undefined) return index;
  if (!rules.ok) return rules.transient ? index : [finding.rulesUnverified(rules), ...index];
  return [...notCovered(rules.value), ...index];
}

/** What events would not wake the controller. */
function notCovered(rules: readonly EventRule[]): readonly Finding[] {
  const lacking = (kind: EventRule['matches'], made: (disabled: { readonly disabled?: string }) => Finding) => {
    const matching = rules.filter(({ matches }) => matches === kind);
    if (matching.some(({ enabled }) => enabled)) return [];
    const [first] = matching;
    return [made(first === undefined ? {} : { disabled: first.name })];
  };
  return [...lacking('alarms', finding.alarmsWithoutRule), ...lacking('stages', finding.stagesWithoutRule)];
}

function aboutPermissions({ denied }: StageFacts): readonly Finding[] {
  if (!denied?.ok) return [];
  const { essential, others } = denied.value;
  return [...essential.map((one) => finding.rollbackDenied(one)), ...others.map((one) => finding.freezeDenied(one))];
}

function aboutTarget({ guard, stage, live, target }: StageFacts): readonly Finding[] {
  const unclear = [live, target].find((one) => one.kind === 'unclear');
  if (unclear?.kind === 'unclear' && !unclear.transient) return [finding.couldNotRead(unclear)];
  const why = live.kind === 'hold' ? live : target;
  if (why.kind !== 'hold' || !stage.ok) return [];
  switch (why.code) {
    case hold.nothingDeployed.code:
      return [finding.nothingDeployed({ stage: guard.stage })];
    case hold.stageSkipped.code:
      return [finding.stageSkipped({ why: why.sentence })];
    case hold.noEligibleTarget.code:
    case hold.stageNotFound.code:
      return [finding.noEligibleTarget({ why: why.sentence })];
    default:
      return [finding.couldNotRead({ what: `the target of ${guard.pipeline}/${guard.stage}`, problem: why.sentence })];
  }
}

/** Whether a rollback would find what it deploys. What may not be read stops nothing. */
function aboutArtifacts({ target, artifacts }: StageFacts): readonly Finding[] {
  if (target.kind !== 'target' || artifacts === undefined) return [];
  if (!artifacts.ok) return artifacts.transient ? [] : [finding.artifactsUnverified(artifacts)];
  const gone = artifacts.value;
  return gone.length === 0 ? [] : [finding.artifactGone({ target: describeExecution(target.execution), gone })];
}

function aboutMemory({ memory, stage, now }: StageFacts): readonly Finding[] {
  if (!memory.ok) return memory.transient ? [] : [finding.recordUnreadable({ problem: memory.problem })];
  const { freeze, pause } = memory.value ?? {};
  const inbound = foundIn(stage)?.inbound;
  const frozen = freeze !== undefined && inbound !== undefined && isOurFreeze(freeze, inbound);
  return [
    ...(frozen && now - freeze.since > DAY ? [finding.freezeOld({ since: freeze.since, now })] : []),
    ...(pause !== undefined && now - pause.since > DAY ? [finding.pausedLong({ ...pause, now })] : []),
  ];
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [keyOf(one), one])).values()];
}
