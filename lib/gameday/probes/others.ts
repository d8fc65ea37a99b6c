import { createClients } from '../aws/clients.ts';
import { assume } from '../aws/identity.ts';
import { Pipelines } from '../aws/pipelines.ts';
import { OPTIONAL, SOURCE, VARIABLE } from '../day.ts';
import { until } from '../pace.ts';
import { type Probe, tryRefused } from '../probing.ts';
import type { LabReleases } from './lab.ts';

/** Has a stage skipped by its entry condition, and rolls it back. */
export const skippedStage: Probe<LabReleases> = {
  name: 'a rollback of a skipped stage',
  about: ['rollbackErrors.stageSkipped'],
  run: async (probing) => {
    const { sandbox, watching } = probing;
    const { optional: pipeline } = sandbox.day;
    const stage = { pipeline, stage: OPTIONAL };
    const ran = await watching.release(pipeline, { [VARIABLE]: 'run' });
    const skipped = await watching.release(pipeline, { [VARIABLE]: 'skip' });
    await until(sandbox.pace, { what: 'the stage to be skipped', withinSeconds: 60 }, async () => {
      const occupant = (await sandbox.pipelines.stage(stage))?.occupant;
      return occupant?.id === skipped && occupant.status === 'Skipped' ? true : undefined;
    });
    await tryRefused(probing, 'rollbackErrors.stageSkipped', stage, ran);
  },
};

/** As a role that may roll back by tag only, tries a rollback that is refused anyway: by IAM, or by CodePipeline. */
export const tags: Probe<LabReleases> = {
  name: 'tags on a stage',
  about: ['stageCarriesPipelineTags'],
  run: async ({ sandbox, findings }, { older }) => {
    const { clients, day, names, pace, place } = sandbox;
    // IAM is eventually consistent: a new role can be assumed a little later.
    const credentials = await until(
      pace,
      { what: 'the role with tags', withinSeconds: 90, everySeconds: 10 },
      async () => {
        const session = await assume(clients.sts, names.taggedRole);
        return session.ok ? session.value : undefined;
      },
    );
    const asRole = new Pipelines(createClients({ ...place, credentials }));
    const answer = await asRole.rollBack({ pipeline: day.lab, stage: SOURCE }, older);
    findings.saw('stageCarriesPipelineTags', answer.ok || !answer.error.startsWith('AccessDenied'));
  },
};
