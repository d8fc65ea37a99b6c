import { parseArgs } from 'node:util';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { spokeTemplate } from '../lib/spoke/spoke-template.ts';

const USAGE = `Prints the CloudFormation template of a spoke (docs/spokes.md): deploy it, best as a StackSet, to every account and region whose alarms guard stages.

  npm run -s spoke-template -- --controller ARN --region REGION --organization ID --external-id TEXT
    [--reader-region REGION] [--also-read-by ARN ...] > spoke.json

  --controller ARN        the controller's role: output RoleArn of its stack
  --region REGION         where the controller is
  --organization ID       the organization of all accounts, o-...
  --external-id TEXT      the externalId of the controller's spokes
  --reader-region REGION  the region of each account in which its reader role is made (default: that of --region)
  --also-read-by ARN      a role or user of the controller's account that may look, too: of people who run the doctor with --spokes
`;

try {
  const { values } = parseArgs({
    options: {
      controller: { type: 'string', default: '' },
      region: { type: 'string', default: '' },
      organization: { type: 'string', default: '' },
      'external-id': { type: 'string', default: '' },
      'reader-region': { type: 'string' },
      'also-read-by': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  else {
    const template = spokeTemplate({
      controllerRole: values.controller,
      controllerRegion: values.region,
      organization: values.organization,
      externalId: values['external-id'],
      readerRegion: values['reader-region'] ?? values.region,
      alsoReadBy: values['also-read-by'],
    });
    process.stdout.write(`${JSON.stringify(template, null, 2)}\n`);
  }
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
