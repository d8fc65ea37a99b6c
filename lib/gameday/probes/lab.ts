import type { StageName } from '../aws/pipelines.ts';
import type { Outcome } from '../aws/refusal.ts';
import { AUTO, DEPLOY, GATE } from '../day.ts';
import { orNever, until } from '../pace.ts';
import type { Probe, Probing } from '../probing.ts';
import { tryRefused } from '../probing.ts';

/** What the probes of the lab find there: two releases that succeeded in all of its stages, the second one last. */
export interface LabReleases {
  readonly older: string;
  readonly newer: string;
}

/** How long something that does not come is waited for. */
const LONG_ENOUGH_SECONDS = 45;

/** Makes the first release of the lab; on the way it sees how late a new execution shows. */
export async function firstRelease({ sandbox, watching, findings }: Probing): Promise<string> {
  const { pipelines, pace, day } = sandbox;
  const id = await watching.start(day.lab);
  const from = pace.now();
  let looks = 0;
  await until(pace, { what: 'a new execution to show', withinSeconds: 120, everySeconds: 0.5 }, async () => {
    looks++;
    const listed = await pipelines.executions(day.lab);
    const shows = (await pipelines.executionStatus(day.lab, id)) !== undefined;
    return shows && listed.some((execution) => execution.id === id) ? true : undefined;
  });
  findings.saw('newExecutionDelayMillis', looks === 1 ? 0 : pace.now() - from);
  return await watching.succeeds(day.lab, id);
}

/** Makes the second one; on the way one of two approvals is rejected, and the stage retried. */
export async function secondRelease({ sandbox, watching, findings }: Probing): Promise<string> {
  const { pipelines, pace, day } = sandbox;
  const gate = { pipeline: day.lab, stage: GATE };
  const id = await watching.start(day.lab);
  const [first, second] = (await watching.approvals(gate, id, 2)).approvals;
  if (first === undefined || second === undefined) throw new Error('the gate has two approvals');
  await pipelines.answer(gate, first, 'Rejected');
  await pace.sleep(15_000);
  const between = await pipelines.stage(gate);
  const waits = between?.occupant?.status === 'InProgress';
  findings.saw('actionsSideBySide', waits ? 'waitsForTheOther' : `is ${between?.occupant?.status}`);
  const repeated = await pipelines.answer(gate, first, 'Rejected');
  findings.saw('answeredApproval', repeated.ok ? 'accepted' : repeated.error);
  const running = (await sandbox.actions.of(day.lab, id)).find(
    ({ action, status }) => action === second.action && status === 'InProgress',
  );
  if (running === undefined) findings.missed('runningActionUpdated', 'both approvals had ended');
  else findings.saw('runningActionUpdated', running.updatedAt === running.beganAt ? 'itsStart' : 'later');
  if (waits) await pipelines.answer(gate, second, 'Approved');
  await watching.stage(gate, 'the gate to fail', ({ occupant }) => occupant?.id === id && occupant.status === 'Failed');
  await watching.retries(gate, id);
  await watching.approvals(gate, id);
  await pace.sleep(5_000);
  const again = (await pipelines.stage(gate))?.approvals.map(({ action }) => action) ?? [];
  if (waits) findings.saw('failedActionsRetryRuns', again.includes(second.action) ? 'wholeStage' : 'failedActions');
  else findings.missed('failedActionsRetryRuns', 'both approvals had failed');
  return await watching.succeeds(day.lab, id);
}

/** Rolls a stage back that runs. "Busy" may be said of anything: it counts when it is said twice. */
export async function rollBackRunning(
  pipelines: Probing['sandbox']['pipelines'],
  stage: StageName,
  target: string,
): Promise<Outcome<string>> {
  const first = await pipelines.rollBack(stage, target);
  return first.ok || first.error !== 'ConflictException' ? first : pipelines.rollBack(stage, target);
}

/** Rolls a stage back that has two quick actions, and once more while it runs, if it still does. */
export const runningStage: Probe<LabReleases> = {
  name: 'a rollback, and another one while it runs',
  about: [
    'stageStateDelayMillis',
    'rollbackErrors.stageRunning',
    'succeededInStageIncludesRollbacks',
    'rollbackErrors.rollbackTypeTarget',
  ],
  run: async (probing, { older }) => {
    const { sandbox, watching, findings } = probing;
    const { pipelines, pace, day } = sandbox;
    const stage = { pipeline: day.lab, stage: DEPLOY };
    const rollback = await watching.rollsBack(stage, older);
    const from = pace.now();
    let looks = 0;
    await until(pace, { what: 'a rollback to show', withinSeconds: 120, everySeconds: 0.5 }, async () => {
      looks++;
      return (await pipelines.stage(stage))?.occupant?.id === rollback ? true : undefined;
    });
    findings.saw('stageStateDelayMillis', looks === 1 ? 0 : pace.now() - from);
    const second = await rollBackRunning(pipelines, stage, older);
    const after = (await pipelines.stage(stage))?.occupant;
    const ranMeanwhile = after?.id === rollback && after.status === 'InProgress';
    if (second.ok) findings.saw('rollbackErrors.stageRunning', 'accepted');
    else if (ranMeanwhile) findings.saw('rollbackErrors.stageRunning', second.error);
    await watching.runThrough(day.lab, rollback);
    if (second.ok) await watching.runThrough(day.lab, second.value);
    const filtered = await pipelines.list(day.lab, DEPLOY);
    if (!filtered.ok) throw new Error(`the executions that succeeded cannot be listed: ${filtered.error}`);
    findings.saw(
      'succeededInStageIncludesRollbacks',
      filtered.value.some(({ id }) => id === rollback),
    );
    await tryRefused(probing, 'rollbackErrors.rollbackTypeTarget', stage, rollback);
  },
};

/** Rolls the gate back to what is in it. */
export const approvalInARollback: Probe<LabReleases> = {
  name: 'a rollback of a stage with approvals',
  about: ['liveTarget', 'rollbackRuns'],
  run: async ({ sandbox, watching, findings }, { older, newer }) => {
    const { pipelines, pace, day } = sandbox;
    const gate = { pipeline: day.lab, stage: GATE };
    const toLive = await watching.rollBack(gate, newer);
    findings.saw('liveTarget', toLive.ok ? 'accepted' : toLive.error);
    const rollback = toLive.ok ? toLive.value : await watching.rollsBack(gate, older);
    const ran = await until(pace, { what: 'an approval or the end', withinSeconds: 300 }, async () => {
      const stage = await pipelines.stage(gate);
      if (stage?.occupant?.id === rollback && stage.approvals.length > 0) return 'allActions';
      const status = await pipelines.executionStatus(day.lab, rollback);
      return status === 'Succeeded' ? 'allButApprovals' : undefined;
    });
    findings.saw('rollbackRuns', ran);
    await watching.runThrough(day.lab, rollback);
  },
};

/** Lets a rollback fail where the stage rolls back by itself after a failure. */
export const failedRollback: Probe<LabReleases> = {
  name: 'a rollback that fails under onFailure ROLLBACK',
  about: ['failedRollbackRollsBackAgain'],
  run: async ({ sandbox, watching, findings }, { older }) => {
    const { pipelines, pace, day } = sandbox;
    const auto = { pipeline: day.lab, stage: AUTO };
    const rollback = await watching.rollsBack(auto, older);
    const waiting = await until(pace, { what: 'its approval', withinSeconds: 300 }, async () => {
      const stage = await pipelines.stage(auto);
      if (stage?.occupant?.id === rollback && stage.approvals.length > 0) return stage;
      if ((await pipelines.executionStatus(day.lab, rollback)) === 'Succeeded') throw new Error('it had no approval');
      return undefined;
    });
    for (const approval of waiting.approvals) await pipelines.answer(auto, approval, 'Rejected');
    await watching.runThrough(day.lab, rollback);
    const another = await orNever(
      until(pace, { what: 'another one', withinSeconds: LONG_ENOUGH_SECONDS }, async () =>
        (await pipelines.executions(day.lab)).find(({ triggerDetail }) => triggerDetail?.includes(rollback)),
      ),
    );
    findings.saw('failedRollbackRollsBackAgain', another !== undefined);
    if (another !== undefined) await watching.runThrough(day.lab, another.id);
  },
};
