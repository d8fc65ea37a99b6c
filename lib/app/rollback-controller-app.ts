import { type App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readGuardsFile } from '../guards/guards-file.ts';
import { readAppSettings, warnOfSettings } from './app-settings.ts';
import { RollbackControllerStack } from './rollback-controller-stack.ts';

/** Adds the stack that the context of the app asks for, and the checks of cdk-nag that end a synth which breaks them. */
export function addRollbackController(app: App, environment: Environment): RollbackControllerStack {
  const settings = readAppSettings(app.node);
  const stack = new RollbackControllerStack(app, settings.stackName, {
    env: environment,
    guards: readGuardsFile(settings.guards, { ...environment, ...(settings.spokes && { spokes: settings.spokes }) }),
    controller: {
      notifyEmails: settings.notifyEmail,
      dashboard: settings.dashboard,
      testEvents: settings.testEvents,
      ...(settings.spokes && { spokes: settings.spokes }),
      ...(settings.runbookUrl && { runbook: settings.runbookUrl }),
      ...(settings.maxRollbacks !== undefined && { maxRollbacks: settings.maxRollbacks }),
      ...(settings.artifactBuckets && { artifactBuckets: settings.artifactBuckets }),
      ...(settings.scope && { scope: settings.scope }),
      ...(settings.timeoutSeconds && { timeout: settings.timeoutSeconds }),
      ...(settings.leaseSeconds && { lease: settings.leaseSeconds }),
    },
  });
  warnOfSettings(stack, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
}
