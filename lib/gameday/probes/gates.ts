import { DEPLOY, GATE, SOURCE } from '../day.ts';
import { orNever, until } from '../pace.ts';
import { type Probe, tryRefused } from '../probing.ts';
import { type LabReleases, rollBackRunning } from './lab.ts';

/** How long a rollback that waits at a gate is watched doing so. */
const LONG_ENOUGH_SECONDS = 45;

/** Closes a stage, and rolls it back: past an execution that waits before it, and never came into it. */
export const closedStage: Probe<LabReleases> = {
  name: 'a rollback of a closed stage',
  about: ['disabledTransitionAndRollback', 'rollbackErrors.transitionDisabled', 'rollbackErrors.notSucceededInStage'],
  run: async (probing, { newer }) => {
    const { sandbox, watching, findings } = probing;
    const { pipelines, pace, day } = sandbox;
    const stage = { pipeline: day.lab, stage: DEPLOY };
    await pipelines.close(stage);
    try {
      const kept = await watching.start(day.lab);
      await watching.stage(stage, 'an execution to wait', ({ waiting }) => waiting.includes(kept));
      const rollback = await watching.rollBack(stage, newer);
      if (!rollback.ok) {
        findings.saw('disabledTransitionAndRollback', 'refuses');
        findings.saw('rollbackErrors.transitionDisabled', rollback.error);
      } else {
        findings.missed('rollbackErrors.transitionDisabled', 'it is not refused');
        const patience = { what: 'the rollback to begin', withinSeconds: LONG_ENOUGH_SECONDS };
        const began = await orNever(
          until(pace, patience, async () =>
            (await sandbox.actions.of(day.lab, rollback.value)).length > 0 ? true : undefined,
          ),
        );
        findings.saw('disabledTransitionAndRollback', began ? 'ignores' : 'waits');
      }
      await pipelines.stop(day.lab, kept, { abandon: false });
      await watching.runThrough(day.lab, kept);
      await pipelines.open(stage);
      if (rollback.ok) await watching.runThrough(day.lab, rollback.value);
      await tryRefused(probing, 'rollbackErrors.notSucceededInStage', stage, kept);
    } finally {
      await pipelines.open(stage);
    }
  },
};

export const sourceStage: Probe<LabReleases> = {
  name: 'a rollback of the source stage',
  about: ['rollbackErrors.sourceStage'],
  run: async (probing, { older }) => {
    const stage = { pipeline: probing.sandbox.day.lab, stage: SOURCE };
    await tryRefused(probing, 'rollbackErrors.sourceStage', stage, older);
  },
};

/** Edits the pipeline while an execution waits for approval; afterwards no earlier one is a target. Comes last in the lab. */
export const editedPipeline: Probe<LabReleases> = {
  name: 'an edit of the pipeline',
  about: ['editedExecutionStatus', 'rollbackErrors.versionChanged', 'rollbackErrors.stageRunning'],
  run: async (probing, { older }) => {
    const { sandbox, watching, findings } = probing;
    const { pipelines, pace, day } = sandbox;
    const id = await watching.start(day.lab);
    const gate = { pipeline: day.lab, stage: GATE };
    await watching.approvals(gate, id);
    // Where the other try came too late: a stage that waits for an approval runs until somebody answers.
    if (!findings.has('rollbackErrors.stageRunning')) {
      const refused = await rollBackRunning(pipelines, gate, older);
      findings.saw('rollbackErrors.stageRunning', refused.ok ? 'accepted' : refused.error);
    }
    const answer = await pipelines.edit(day.lab);
    if (answer !== 'ok') throw new Error(`the pipeline could not be edited: ${answer}`);
    const ended = await orNever(
      until(pace, { what: 'the end', withinSeconds: 120 }, async () => {
        const seen = await pipelines.executionStatus(day.lab, id);
        return seen === 'InProgress' ? undefined : seen;
      }),
    );
    const status = ended ?? 'InProgress';
    findings.saw('editedExecutionStatus', status);
    if (status === 'InProgress') await watching.runThrough(day.lab, id);
    const stage = { pipeline: day.lab, stage: DEPLOY };
    await tryRefused(probing, 'rollbackErrors.versionChanged', stage, older);
  },
};
