/**
 * What a call takes inside a region, in milliseconds. Nobody publishes this: the order of magnitude is what people report (DynamoDB 3 to 10,
 * CodePipeline 50 to 200), to be varied here.
 */
export const LATENCY_OF_SERVICE: { readonly [service: string]: number } = {
  dynamodb: 6,
  sqs: 10,
  ssm: 15,
  events: 15,
  sns: 20,
  monitoring: 30,
  codepipeline: 100,
};
