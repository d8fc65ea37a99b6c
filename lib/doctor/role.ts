import { type EvaluationResult, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { reading } from '../../lambda/aws/errors.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { DeniedAction } from '../../lambda/readiness/finding.ts';
import type { Denied } from '../../lambda/readiness/stage-facts.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { isEssential, PIPELINE_ACTIONS, STAGE_ACTIONS } from '../guards/stage-actions.ts';

/** The role of the deployed function, as IAM sees it. */
export interface Role {
  /** What it may not do to a stage and its pipeline. Throws CouldNotRead. */
  denied(stage: StageKey): Promise<Denied>;
}

const ROLE_ARN = /^arn:(?<partition>[\w-]+):iam::(?<account>\d{12}):role\/.+$/;

/**
 * Asks IAM to simulate the calls of the controller (API:SimulatePrincipalPolicy): the role's policies, its permissions
 * boundary and the policies of the organization, as far as these have no conditions. No call is made in earnest.
 * `region` is where the pipelines are. Throws ConfigurationError where `arn` is not that of a role.
 */
export function roleInIam(arn: string, region: string, client = new IAMClient({ region })): Role {
  const { partition, account } = ROLE_ARN.exec(arn)?.groups ?? {};
  if (partition === undefined || account === undefined) {
    throw new ConfigurationError(
      `--role must be the ARN of a role (output RoleArn of the stack: arn:aws:iam::ACCOUNT:role/NAME), got "${arn}"`,
    );
  }
  const simulate = (actions: readonly string[], resource: string) =>
    reading(`what ${arn} may do`, 'iam:SimulatePrincipalPolicy', async () => {
      const { EvaluationResults = [] } = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn,
          ActionNames: [...actions],
          ResourceArns: [resource],
        }),
      );
      return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map((result) =>
        toDenied(result, resource),
      );
    });
  return {
    denied: async ({ pipeline, stage }) => {
      const pipelineArn = `arn:${partition}:codepipeline:${region}:${account}:${pipeline}`;
      const onBoth = await Promise.all([
        simulate(STAGE_ACTIONS, `${pipelineArn}/${stage}`),
        simulate(
          PIPELINE_ACTIONS.filter((action) => !STAGE_ACTIONS.includes(action)),
          pipelineArn,
        ),
      ]);
      const all = onBoth.flat();
      return {
        essential: all.filter(({ action }) => isEssential(action)),
        others: all.filter(({ action }) => !isEssential(action)),
      };
    },
  };
}

function toDenied(result: EvaluationResult, resource: string): DeniedAction {
  return { action: result.EvalActionName ?? 'an action that IAM does not name', resource, why: whyDenied(result) };
}

function whyDenied(result: EvaluationResult): string {
  const { EvalDecision, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail } = result;
  if (OrganizationsDecisionDetail?.AllowedByOrganizations === false)
    return 'a policy of the organization does not allow it';
  if (PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false) {
    return 'its permissions boundary does not allow it';
  }
  return EvalDecision === 'explicitDeny' ? 'a policy denies it' : 'no policy allows it';
}
