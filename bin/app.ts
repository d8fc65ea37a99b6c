import { App } from 'aws-cdk-lib';
import { deploymentEnvironment } from '../lib/app/app-settings.ts';
import { addRollbackController } from '../lib/app/rollback-controller-app.ts';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { checkTemplateSize } from '../lib/controller/template-size.ts';
import { bundleFunction } from '../package/function-bundle.ts';

try {
  await bundleFunction();
  const app = new App();
  addRollbackController(app, deploymentEnvironment(process.env));
  checkTemplateSize(app.synth());
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
