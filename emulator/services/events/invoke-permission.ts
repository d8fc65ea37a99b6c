import type { DeployedPermission } from '../../account/template/deployed-stack.ts';
import { wildcardPattern } from '../iam/wildcard.ts';

/** Who asks Lambda to invoke a function: a service, for one of its resources. */
export interface InvokingService {
  /** e.g. `events.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn: string;
  /** Absent where the service does not tell it, as EventBridge: a SourceAccount condition then never holds (EB:eb-troubleshooting). */
  readonly sourceAccount?: string;
}

/** Whether the resource policy of a function lets a service invoke it (AWS::Lambda::Permission; SourceArn by ArnLike). */
export function allowsInvocation(permissions: readonly DeployedPermission[], by: InvokingService): boolean {
  return permissions.some(
    ({ action, principal, sourceArn, sourceAccount }) =>
      (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
      (principal === by.principal || principal === '*') &&
      (sourceArn === undefined || arnLike(sourceArn, by.sourceArn)) &&
      (sourceAccount === undefined || sourceAccount === by.sourceAccount),
  );
}

/** IAM's ArnLike: six parts compared one by one, `*` for any characters, `?` for one; no wildcard crosses a colon before the last part. */
export function arnLike(pattern: string, arn: string): boolean {
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  return (
    patterns.length === parts.length && patterns.every((one, index) => wildcardPattern(one).test(parts[index] ?? ''))
  );
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
