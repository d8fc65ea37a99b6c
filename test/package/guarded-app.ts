/** An app with one guard, as text: what is imported how is up to the module system. */
const guarded = `
const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Shop');
const controller = new RollbackController(stack, 'RollbackController', { notifyEmails: ['ops@example.com'] });
controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'], bakeMinutes: 30 });
app.synth();
`;

export const ES_MODULE = `
import { App, Stack } from 'aws-cdk-lib';
import { RollbackController } from 'codepipeline-auto-rollback';
${guarded}`;

export const COMMON_JS = `
const { App, Stack } = require('aws-cdk-lib');
const { RollbackController } = require('codepipeline-auto-rollback');
${guarded}`;

/** The same with a token, constructs and each of the public members, for the compiler. */
export const TYPED = `
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ConfigurationError, type GuardProps, RollbackController, type RollbackControllerProps } from 'codepipeline-auto-rollback';

const props: RollbackControllerProps = { lease: Duration.seconds(60), maxRollbacks: { count: 3, minutes: 10 } };
const stack = new Stack(new App(), 'Shop');
const controller = new RollbackController(stack, 'RollbackController', props);
const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: '5xx' });
const errors = new cloudwatch.Alarm(stack, 'Errors', { metric, threshold: 1, evaluationPeriods: 1 });
const guard: GuardProps = { pipeline: 'shop', stage: 'Prod', alarms: [errors, 'shop-latency'], freeze: 'until-recovered' };
export const names: string[] = [
  controller.guard(guard).stage.stageName,
  controller.table.tableName,
  controller.function.functionName,
  controller.topic.topicArn,
  ...controller.alarms.map(({ alarmName }) => alarmName),
];
export const refused = (error: unknown): boolean => error instanceof ConfigurationError;
// @ts-expect-error the mode is one of two words
controller.guard({ ...guard, mode: 'enforced' });
`;

/** Options of a compiler that checks also what libraries declare. */
export function tsconfig(module: string, moduleResolution: string): string {
  const checked = {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
  };
  return JSON.stringify({ compilerOptions: { ...checked, module, moduleResolution }, files: ['typed.ts'] });
}
