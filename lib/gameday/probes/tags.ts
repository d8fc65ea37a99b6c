import { createClients } from '../aws/clients.ts';
import { assume } from '../aws/identity.ts';
import { Pipelines } from '../aws/pipelines.ts';
import { SOURCE } from '../day.ts';
import { until } from '../pace.ts';
import type { Probe } from '../probing.ts';
import type { LabReleases } from './lab.ts';

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
