/** The environment of a function, as the construct and Lambda set it. */
export const VARIABLES = {
  TABLE_NAME: 'table',
  WATCH_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/watch',
  WATCH_DEAD_LETTERS_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead',
  FAILED_EVENTS_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/failed',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:people',
  CHAT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:chats',
  RUNBOOK: 'https://wiki.example.com/runbook',
  SCOPE: '{"pipelines":["team-*"]}',
  RULE_NAME_PREFIX: 'app-0a1b2c3d-',
  LEASE_SECONDS: '40',
  DECISION_RETENTION_DAYS: '400',
  MAX_ROLLBACKS: '3 in 20',
  AWS_LAMBDA_FUNCTION_NAME: 'controller',
  AWS_LAMBDA_LOG_GROUP_NAME: '/logs/controller',
};
