import type { ServiceError } from '../../services/service.ts';

/**
 * The codes that errors had when SQS and CloudWatch spoke the query protocol, where they differ from the error's name.
 * From the `awsQueryError` traits of the SQS and the `error.code` of the CloudWatch service model.
 */
const QUERY_ERROR_CODES: { readonly [errorName: string]: string } = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  DashboardInvalidInputError: 'InvalidParameterInput',
  DashboardNotFoundError: 'ResourceNotFound',
  InternalServiceFault: 'InternalServiceError',
  InvalidFormatFault: 'InvalidFormat',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  LimitExceededFault: 'LimitExceeded',
  MissingRequiredParameterException: 'MissingParameter',
  ThrottlingException: 'Throttling',
};

/** Who is to blame, in the query protocol's words. */
export function faultOf(error: ServiceError): 'Sender' | 'Receiver' {
  return error.httpStatus < 500 ? 'Sender' : 'Receiver';
}

/** The header that tells a query-compatible client the error's old code. */
export function queryErrorHeader(error: ServiceError): { readonly [name: string]: string } {
  return { 'x-amzn-query-error': `${QUERY_ERROR_CODES[error.name] ?? error.name};${faultOf(error)}` };
}
