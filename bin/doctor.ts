import { cloudWatchAlarms } from '../lambda/aws/alarms.ts';
import { s3Artifacts } from '../lambda/aws/artifacts.ts';
import { createClients } from '../lambda/aws/clients.ts';
import { objectHeads } from '../lambda/aws/object-heads.ts';
import { codePipelineStructures } from '../lambda/aws/pipeline-structures.ts';
import { codePipelines } from '../lambda/aws/pipelines.ts';
import { spokeClients } from '../lambda/aws/spoke-clients.ts';
import { spokeRules } from '../lambda/aws/spoke-rules.ts';
import { readCloudEnvironment } from '../lambda/environment.ts';
import { attempt } from '../lambda/stage/observe.ts';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { examine, type Patient } from '../lib/doctor/examine.ts';
import { homeIn } from '../lib/doctor/home.ts';
import { aboutQuotas } from '../lib/doctor/quota-findings.ts';
import { regionQuotas } from '../lib/doctor/quotas.ts';
import { unknownRegion } from '../lib/doctor/region.ts';
import { report } from '../lib/doctor/report.ts';
import { roleInIam } from '../lib/doctor/role.ts';
import { readGuardsFile } from '../lib/guards/guards-file.ts';
import { checkSpokes, type Spokes } from '../lib/spoke/spokes.ts';
import { SpokesText } from '../lib/spoke/spokes-text.ts';
import { placeOf, runTool } from './aws-tool.ts';
import { readCommandLine } from './command-line.ts';

const USAGE = `Checks, before the first deploy, whether the guards of a file would do their work: pipelines, stages, alarms, and something
to go back to; and whether the quotas of the region leave room. Not the event rules, which the deploy makes. After a deploy it can ask
IAM, too, whether the function may do its work.
Reads only, with your own credentials (AWS_PROFILE, single sign-on, environment, ...).
Exit code 0 without errors, 1 with errors, 2 when it could not start.

  npm run doctor -- --guards FILE [--region REGION] [--profile NAME] [--role ARN] [--artifacts] [--spokes JSON]

  --guards FILE    the guards file (default guards.json)
  --region REGION  where the pipelines are (default: that of your AWS configuration)
  --profile NAME   the profile of your AWS configuration (default: AWS_PROFILE)
  --role ARN       the role of the deployed function: output RoleArn of the stack
  --artifacts      look whether what a rollback would deploy is still in its buckets (s3:GetObject, s3:ListBucket)
  --spokes JSON    as in -c spokes=JSON: look at alarms of other accounts and regions, and at the rules of their spokes, as their
                   readers; a spoke lets you where its template was made with --also-read-by
`;

function readArguments() {
  const { values } = readCommandLine({
    options: {
      guards: { type: 'string', default: 'guards.json' },
      region: { type: 'string' },
      profile: { type: 'string' },
      role: { type: 'string' },
      artifacts: { type: 'boolean', default: false },
      spokes: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

async function doctor({
  guards: file,
  region: named,
  profile,
  role: arn,
  artifacts,
  spokes: declared,
}: ReturnType<typeof readArguments>): Promise<number> {
  const where = placeOf({ region: named, profile });
  const clients = createClients(where);
  const place = await clients.codePipeline.config.region();
  const strange = unknownRegion(place);
  if (strange !== undefined) throw new ConfigurationError(strange);
  const spokes = declared === undefined ? undefined : spokesIn(declared);
  const guards = readGuardsFile(file, { ...where, ...(spokes && { spokes }) });
  const home = await homeIn(place);
  const clock = () => Date.now();
  const clientsAt = spokes && spokeClients({ ...clients, spokes, home, clock });
  const role = arn === undefined ? undefined : roleInIam(arn, home.region);
  const quotas = regionQuotas(clients.eventBridge, where);
  const examined: Promise<readonly Patient[]> = examine(guards, {
    ...(role && { role }),
    ...(artifacts && {
      artifacts: s3Artifacts(clients.codePipeline, {
        isThere: objectHeads(clients.codePipeline, { ...readCloudEnvironment(), partition: home.partition }),
        region: home.region,
      }),
    }),
    home,
    clock,
    pipelines: codePipelines(clients.codePipeline, clients.codePipelineOnce),
    structures: codePipelineStructures(clients.codePipeline),
    alarms: cloudWatchAlarms(clients.cloudWatch, home, (location) => clientsAt?.(location)?.cloudWatch),
    rules: { ofSpoke: spokeRules((location) => clientsAt?.(location)?.eventBridge, home) },
  });
  const [patients, concurrency, rules] = await Promise.all([
    examined,
    attempt(quotas.concurrency()),
    role ? undefined : attempt(quotas.rules()),
  ]);
  const { region } = home;
  const findings = aboutQuotas({ region, concurrency, ...(rules && { rules }) });
  const { lines, errors } = report(patients, { region, findings });
  process.stdout.write(`${lines.join('\n')}\n`);
  return errors > 0 ? 1 : 0;
}

function spokesIn(text: string): Spokes {
  const { data } = SpokesText.safeParse(text);
  if (data === undefined) throw new ConfigurationError(`--spokes must be JSON as in docs/spokes.md, got ${text}`);
  checkSpokes(data);
  return data;
}

await runTool(async () => {
  const options = readArguments();
  if (!options.help) return doctor(options);
  process.stdout.write(USAGE);
  return 0;
});
