import { Duration, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** What the pipeline deploys to an environment, with the alarm that tells whether it is well. */
export class ShopStage extends Stage {
  readonly errors: cloudwatch.Alarm;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = new Stack(this, 'Shop');
    const checkout = new lambda.Function(stack, 'Checkout', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    });
    this.errors = new cloudwatch.Alarm(stack, 'CheckoutErrors', {
      // Nothing refers from one Stage to another: the guard knows the alarm by this name.
      alarmName: `shop-checkout-errors-${id.toLowerCase()}`,
      metric: checkout.metricErrors({ period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 1,
    });
  }
}
