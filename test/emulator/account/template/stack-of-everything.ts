import {
  CfnOutput,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_lambda_destinations as destinations,
  aws_dynamodb as dynamodb,
  aws_lambda_event_sources as eventSources,
  aws_events as events,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  type Stack,
  aws_sns as sns,
  aws_sqs as sqs,
  aws_ssm as ssm,
  aws_events_targets as targets,
} from 'aws-cdk-lib';

/** Puts one of every kind of resource that the local account plays into a stack; `code` is the directory of a handler. */
export function fillStack(stack: Stack, code: string): void {
  const deadLetters = new sqs.Queue(stack, 'DeadLetters');
  const watch = new sqs.Queue(stack, 'Watch', {
    queueName: 'watch',
    visibilityTimeout: Duration.minutes(3),
    deliveryDelay: Duration.seconds(5),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 4 },
  });
  const table = new dynamodb.TableV2(stack, 'Records', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.NUMBER },
    timeToLiveAttribute: 'expires',
  });
  new dynamodb.Table(stack, 'Old', { partitionKey: { name: 'id', type: dynamodb.AttributeType.BINARY } });
  const topic = new sns.Topic(stack, 'People');
  const guard = new ssm.StringParameter(stack, 'Guard', {
    parameterName: '/rollback/guards/shop/Prod',
    stringValue: stack.toJsonString({ topic: topic.topicArn, minutes: 60 }),
  });
  const fn = new lambda.Function(stack, 'Controller', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(code),
    timeout: Duration.seconds(30),
    memorySize: 256,
    environment: { TABLE_NAME: table.tableName, QUEUE_URL: watch.queueUrl, TOPIC_ARN: topic.topicArn },
    retryAttempts: 1,
    onFailure: new destinations.SqsDestination(deadLetters),
  });
  fn.addEventSource(new eventSources.SqsEventSource(watch, { batchSize: 1, reportBatchItemFailures: true }));
  table.grantReadWriteData(fn);
  guard.grantRead(fn);
  const stageArn = stack.formatArn({ service: 'codepipeline', resource: 'shop', resourceName: 'Prod' });
  fn.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['codepipeline:RollbackStage'],
      resources: [stageArn],
      conditions: { StringEquals: { 'aws:ResourceAccount': stack.account } },
    }),
  );
  new iam.ManagedPolicy(stack, 'Extra', {
    roles: fn.role ? [fn.role] : [],
    statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['ssm:PutParameter'], resources: ['*'] })],
  });
  const alarm = new cloudwatch.Alarm(stack, 'Errors', {
    metric: fn.metricErrors(),
    threshold: 1,
    evaluationPeriods: 1,
  });
  const rule = new events.Rule(stack, 'AlarmRule', {
    eventPattern: {
      source: ['aws.cloudwatch'],
      resources: [alarm.alarmArn],
      detail: { state: { value: ['ALARM'] } },
    },
  });
  rule.addTarget(new targets.LambdaFunction(fn, { deadLetterQueue: deadLetters, retryAttempts: 8 }));
  new events.Rule(stack, 'Hourly', {
    ruleName: 'hourly',
    enabled: false,
    schedule: events.Schedule.rate(Duration.hours(1)),
    targets: [
      new targets.SqsQueue(watch, { message: events.RuleTargetInput.fromObject({ tick: events.EventField.time }) }),
    ],
  });
  new CfnOutput(stack, 'FunctionName', { value: fn.functionName });
  new logs.CfnLogGroup(stack, 'Log', { logGroupName: '/controller' });
  new CfnOutput(stack, 'Where', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
    value: Fn.sub('${AWS::Region}/${Log.Arn}/${x}/${!y}', { x: stack.stackName }),
  });
}
