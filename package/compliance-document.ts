import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type NagPack,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import * as z from 'zod';
import { ACKNOWLEDGED_RULES } from '../lib/acknowledge.ts';
import { RollbackController } from '../lib/rollback-controller.ts';
import type { RollbackControllerProps } from '../lib/rollback-controller-props.ts';

const PACKS = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks];

/** A prop that mends findings. */
const MENDING = ['encryptionKey', 'vpc', 'reservedConcurrentExecutions', 'tracing'] as const;

export interface Finding {
  readonly rule: string;
  readonly resource: string;
}

/** A controller with one guard and those of the mending props that are named. */
function controllerWith(names: readonly string[]): RollbackController {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const app = new App();
  const stack = new Stack(app, 'Shop', { env });
  const company = new Stack(app, 'Company', { env });
  const all: RollbackControllerProps = {
    encryptionKey: new kms.Key(company, 'Key', { enableKeyRotation: true }),
    vpc: ec2.Vpc.fromVpcAttributes(company, 'Vpc', {
      vpcId: 'vpc-0123456789',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0123456789'],
    }),
    reservedConcurrentExecutions: 10,
    tracing: lambda.Tracing.ACTIVE,
  };
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const controller = new RollbackController(stack, 'RollbackController', {
    artifactBuckets: ['shop-artifacts'],
    ...chosen,
  });
  controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
  return controller;
}

/** What the packs report of a stack with a controller that has these of the mending props. */
export function findingsWith(names: readonly string[] = MENDING): readonly Finding[] {
  const stack = Stack.of(controllerWith(names));
  return PACKS.flatMap((Pack) => {
    const pack: NagPack = new Pack();
    return pack
      .validateScope(stack)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({ rule: ruleName, resource: constructPath ?? '' })),
      );
  });
}

const Acknowledged = z.record(z.string(), z.string());

/** Rules that several packs have are named once. */
const PACK = /^(?:HIPAA\.Security|NIST\.800\.53\.R5|PCI\.DSS\.321|Serverless)-/;

/** The acknowledgments of the controller and of what it brings into its stack: rules by reason. */
function acknowledged(): ReadonlyMap<string, ReadonlySet<string>> {
  const metadata = Stack.of(controllerWith(MENDING))
    .node.findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === ACKNOWLEDGED_RULES));
  const all = metadata.flatMap(({ data }) => Object.entries(Acknowledged.parse(data)));
  const byReason = Map.groupBy(all, ([, reason]) => reason);
  return new Map([...byReason].map(([reason, of]) => [reason, new Set(of.map(([rule]) => rule.replace(PACK, '')))]));
}

/** docs/compliance.md. */
export function complianceDocument(): string {
  const bare = findingsWith([]);
  const rules = [...new Set(bare.map(({ rule }) => rule))].sort();
  const mended = rules.map((rule) => {
    const mends = MENDING.filter((name) => !findingsWith([name]).some((finding) => finding.rule === rule));
    return `| \`${rule}\` | ${mends.map((name) => `\`${name}\``).join(', ')} |`;
  });
  const accepted = [...acknowledged()].map(
    ([reason, ofRules]) => `| ${[...ofRules].map((rule) => `\`${rule}\``).join('<br>')} | ${reason} |`,
  );
  return `# Compliance

Written by \`npm run documents\`; a test compares it with what cdk-nag reports. The packs are AWS Solutions, HIPAA Security, NIST 800-53 R5, PCI DSS 3.2.1
and Serverless. A pass of these rules is a help for an audit, not its result.

## What a prop mends

Without any of these props the packs report ${rules.length} rules; with all of them, none. Apart from them, \`permissionsBoundary\`, \`roleName\`, \`topic\`, \`table\`,
\`logRetention\` and \`removalPolicy\` set what a company may ask for ([configuration](configuration.md)).

| rule | prop |
| ---- | ---- |
${mended.join('\n')}

## What is acknowledged

No prop could mend these. Each acknowledgment is on the resource it is about, and carries this reason; a rule
that several packs have is named once.

| rule | reason |
| ---- | ------ |
${accepted.join('\n')}
`;
}
