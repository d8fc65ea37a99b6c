import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { AT_SIGN, type GuardPolicy, guardParameterName } from '../../lambda/guard-policy.ts';
import { ConfigurationError } from '../configuration-error.ts';

export interface GuardParameterProps {
  /** Path below which the guards have their parameters. */
  readonly prefix: string;
  /** The complete policy; values may be tokens. */
  readonly policy: GuardPolicy;
}

/** SSM: a parameter of the advanced tier holds 8 KB. */
const PARAMETER_BYTES = 8192;
/** The most a value not known at synth can need: an alarm name. */
const LONGEST_TOKEN = 255;

/** The SSM parameter that holds a guard's policy. The function reads it on every trigger, so it can be edited without a deploy. */
export class GuardParameter extends ssm.StringParameter {
  constructor(scope: Construct, id: string, { prefix, policy }: GuardParameterProps) {
    const value = Stack.of(scope).toJsonString(policy);
    const bytes = longestValue(policy);
    if (bytes > PARAMETER_BYTES) {
      throw new ConfigurationError(
        `guard ${policy.pipeline}/${policy.stage}: the policy has up to ${bytes} bytes, but its SSM parameter holds ${PARAMETER_BYTES}; name fewer alarms, or put a composite alarm over them and name that`,
      );
    }
    super(scope, id, {
      parameterName: guardParameterName(prefix, withoutAtSign(policy.pipeline), withoutAtSign(policy.stage)),
      description: `Guard of stage ${policy.stage} of pipeline ${policy.pipeline}.`,
      stringValue: value,
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
      simpleName: false,
    });
  }
}

/** For a name not known at synth, CloudFormation does what {@link guardParameterName} does to a known one. */
function withoutAtSign(name: string): string {
  return Token.isUnresolved(name) ? Fn.join(AT_SIGN, Fn.split('@', name)) : name;
}

function longestValue(policy: GuardPolicy): number {
  const json = JSON.stringify(policy, (_, value: unknown) =>
    Token.isUnresolved(value) ? '?'.repeat(LONGEST_TOKEN) : value,
  );
  return Buffer.byteLength(json);
}
