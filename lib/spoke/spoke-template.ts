import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../configuration-error.ts';
import { RollbackSpoke, type RollbackSpokeProps } from './rollback-spoke.ts';
import { checkSpokes } from './spokes.ts';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::(?<account>\d{12}):role\/.+$/;

/** The template of a spoke: without assets, the same in every account and region, for a StackSet. Throws {@link ConfigurationError}. */
export function spokeTemplate(props: RollbackSpokeProps): object {
  const { account } = ROLE_ARN.exec(props.controllerRole)?.groups ?? {};
  if (account === undefined) {
    throw new ConfigurationError(
      `--controller must be the ARN of the controller's role (output RoleArn of its stack: arn:aws:iam::ACCOUNT:role/NAME), got "${props.controllerRole}"`,
    );
  }
  const { organization, externalId, controllerRegion, readerRegion } = props;
  checkSpokes({ organization, externalId, accounts: [account], regions: [controllerRegion, readerRegion] });
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'RollbackSpoke', {
    description: 'Makes the alarms of this account and region known to the rollback controller.',
  });
  new RollbackSpoke(stack, 'Spoke', props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // Without assets no bootstrapped account is needed; the parameter and the rule that ask for one are all that says so.
  const { Parameters: _, Rules: __, ...template } = app.synth().getStackByName(stack.stackName).template;
  return template;
}
