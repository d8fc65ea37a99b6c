import * as z from 'zod/mini';
import { type Invocation, rejected, required } from './event-form.ts';
import type { GuardRequestTrigger } from './trigger.ts';

/** What CloudFormation asks the function behind a custom resource (UG:crpg-ref-requests). */
const GuardRequest = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  RequestId: z.string().check(z.minLength(1)),
  ResponseURL: z.string().check(z.minLength(1)),
  StackId: z.string().check(z.minLength(1)),
  LogicalResourceId: z.string().check(z.minLength(1)),
  PhysicalResourceId: z.exactOptional(z.string()),
  ResourceProperties: z._default(z.unknown(), {}),
  OldResourceProperties: z._default(z.unknown(), {}),
});

/** A stack declares, changes or gives up a guard. */
export function parseGuardRequest(event: unknown, { takesAnswers }: Invocation): GuardRequestTrigger {
  const asked = required(GuardRequest, event);
  if (!takesAnswers(asked.ResponseURL)) throw rejected('"ResponseURL" is not where CloudFormation takes answers');
  return {
    kind: 'guard',
    id: asked.RequestId,
    does: asked.RequestType,
    answerTo: asked.ResponseURL,
    stack: asked.StackId,
    resource: asked.LogicalResourceId,
    properties: asked.ResourceProperties,
    formerProperties: asked.OldResourceProperties,
    ...(asked.PhysicalResourceId !== undefined && { physicalId: asked.PhysicalResourceId }),
  };
}
