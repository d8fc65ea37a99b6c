import { randomBytes } from 'node:crypto';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { EpochMillis } from '../../account/clock.ts';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { FunctionCredentials } from '../iam/principals.ts';
import { ACCOUNT_TIME_VARIABLE } from './account-time.ts';

export interface ExecutionEnvironment {
  readonly deployed: DeployedFunction;
  readonly identity: AccountIdentity;
  /** Where every AWS client of the function sends its requests. */
  readonly endpointUrl: string;
  /** `host:port` */
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly credentials: FunctionCredentials;
  readonly accountTime: EpochMillis;
}

/** The environment of the function's process (L:configuration-envvars). Of this process it inherits only PATH. */
export function environmentVariables(environment: ExecutionEnvironment): NodeJS.ProcessEnv {
  const { deployed, identity, credentials } = environment;
  return {
    ...deployed.environment,
    PATH: process.env.PATH,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    _HANDLER: deployed.handler,
    LAMBDA_TASK_ROOT: environment.taskRoot,
    AWS_LAMBDA_RUNTIME_API: environment.runtimeApi,
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date(environment.accountTime).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`,
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: identity.region,
    ...credentials,
    AWS_ENDPOINT_URL: environment.endpointUrl,
    [ACCOUNT_TIME_VARIABLE]: String(environment.accountTime),
  };
}
