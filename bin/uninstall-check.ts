import { reading } from '../lambda/aws/errors.ts';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { unknownRegion } from '../lib/doctor/region.ts';
import { createClients } from '../lib/gameday/aws/clients.ts';
import { CommandedController } from '../lib/gameday/aws/controller.ts';
import { frozenStages } from '../lib/uninstall/aws/frozen-stages.ts';
import { openEnds } from '../lib/uninstall/open-ends.ts';
import { placeOf, runTool } from './aws-tool.ts';
import { readCommandLine } from './command-line.ts';

const USAGE = `Lists what has to be ended before a controller is deleted: open incidents, and stages that a controller has frozen, in every pipeline of
the region. Reads only, with your own credentials; of the function it asks "status".
Exit code 0 when nothing is in the way, 1 when something is, 2 when it could not start.

  npm run uninstall-check -- --function NAME [--region REGION] [--profile NAME]
  npm run uninstall-check -- --gone [--region REGION] [--profile NAME]

  --function NAME  the function of the controller: output FunctionName of the stack
  --gone           the controller is deleted already: look for freezes that are left
  --region REGION  where the pipelines are (default: that of your AWS configuration)
  --profile NAME   the profile of your AWS configuration (default: AWS_PROFILE)
`;

function readArguments() {
  const { values } = readCommandLine({
    options: {
      function: { type: 'string' },
      gone: { type: 'boolean', default: false },
      region: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!values.help && values.gone === (values.function !== undefined)) {
    throw new TypeError(
      'name the function of the controller with --function (output FunctionName of the stack), or say --gone',
    );
  }
  return values;
}

async function check({ function: name, region: named, profile }: ReturnType<typeof readArguments>): Promise<number> {
  const { codePipeline, lambda } = createClients(placeOf({ region: named, profile }));
  const strange = unknownRegion(await codePipeline.config.region());
  if (strange !== undefined) throw new ConfigurationError(strange);
  const [status, frozen] = await Promise.all([
    name === undefined
      ? undefined
      : reading(`function ${name}`, 'lambda:InvokeFunction', () =>
          new CommandedController(lambda, name).command({ action: 'status' }),
        ),
    reading('the pipelines', 'codepipeline:ListPipelines', () => frozenStages(codePipeline)),
  ]);
  const { lines, open } = openEnds(status?.answer, frozen);
  process.stdout.write(`${lines.join('\n')}\n`);
  return open > 0 ? 1 : 0;
}

await runTool(async () => {
  const options = readArguments();
  if (!options.help) return check(options);
  process.stdout.write(USAGE);
  return 0;
});
