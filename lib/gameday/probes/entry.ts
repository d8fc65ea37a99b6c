import { NEEDED, OPTIONAL, VARIABLE } from '../day.ts';
import { orNever, until } from '../pace.ts';
import { type Probe, tryRefused } from '../probing.ts';
import type { LabReleases } from './lab.ts';

const RUN = { [VARIABLE]: 'run', [NEEDED]: 'given' };
const SKIP = { ...RUN, [VARIABLE]: 'skip' };

/** How long an event that does not come is waited for. */
const LONG_ENOUGH_SECONDS = 45;

/** Rolls back a stage with an entry condition that holds. */
export const enteredRollback: Probe<LabReleases> = {
  name: 'a rollback of a stage with an entry condition',
  about: ['rollbackEvaluatesEntryConditions'],
  run: async ({ sandbox, watching, findings }) => {
    const { pipelines, day } = sandbox;
    const stage = { pipeline: day.optional, stage: OPTIONAL };
    const target = await watching.release(day.optional, RUN);
    await watching.release(day.optional, RUN);
    const rollback = await watching.rollsBack(stage, target);
    await watching.runThrough(day.optional, rollback);
    const began = (await pipelines.executions(day.optional)).find(({ id }) => id === rollback)?.startTime;
    if (began === undefined) throw new Error('the rollback is not listed');
    const evaluatedAt = (await pipelines.stage(stage))?.entryChangedAt;
    findings.saw('rollbackEvaluatesEntryConditions', evaluatedAt !== undefined && evaluatedAt >= began);
  },
};

/** Has a stage skipped by its entry condition, and rolls it back. */
export const skippedStage: Probe<LabReleases> = {
  name: 'a rollback of a skipped stage',
  about: ['stageStartedEvent', 'rollbackErrors.stageSkipped'],
  run: async (probing) => {
    const { sandbox, watching, findings } = probing;
    const { optional: pipeline } = sandbox.day;
    const stage = { pipeline, stage: OPTIONAL };
    const ran = await watching.release(pipeline, RUN);
    const skipped = await watching.release(pipeline, SKIP);
    await until(sandbox.pace, { what: 'the stage to be skipped', withinSeconds: 60 }, async () => {
      const occupant = (await sandbox.pipelines.stage(stage))?.occupant;
      return occupant?.id === skipped && occupant.status === 'Skipped' ? true : undefined;
    });
    const started = await orNever(
      until(sandbox.pace, { what: 'its event', withinSeconds: LONG_ENOUGH_SECONDS }, async () =>
        (await sandbox.heard.listen())
          .filter((item) => item.to === 'stages')
          .find((item) => item.stage === OPTIONAL && item.executionId === skipped && item.state === 'STARTED'),
      ),
    );
    findings.saw('stageStartedEvent', started === undefined ? 'afterEntryConditions' : 'onEntry');
    await tryRefused(probing, 'rollbackErrors.stageSkipped', stage, ran);
  },
};

/** Starts executions without a value for a variable, and with a variable that there is not. */
export const variables: Probe<LabReleases> = {
  name: 'variables of a pipeline',
  about: ['unvaluedVariable', 'unknownVariable'],
  run: async ({ sandbox, watching, findings }) => {
    const { optional: pipeline } = sandbox.day;
    for (const [id, given] of [
      ['unvaluedVariable', { [VARIABLE]: 'run' }],
      ['unknownVariable', { ...RUN, nobody: 'knows' }],
    ] as const) {
      const answer = await sandbox.pipelines.start(pipeline, given);
      findings.saw(id, answer.ok ? await watching.runThrough(pipeline, answer.value) : answer.error);
    }
  },
};
