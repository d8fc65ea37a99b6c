import { fallbackOf } from './configuration-document.ts';
import { type Member, membersOf } from './doc-comments.ts';

/** API.md: what `lib/index.ts` exports. */
export function apiDocument(): string {
  const table = (members: readonly Member[]) =>
    `| name | type | default | meaning |\n| ---- | ---- | ------- | ------- |\n${members.map(row).join('\n')}`;
  const members = membersOf('lib/rollback-controller.ts');
  return `# API

Written by \`npm run documents\` from the doc comments; a test compares them.

\`\`\`ts
import { ConfigurationError, RollbackController } from 'codepipeline-auto-rollback';

const controller = new RollbackController(this, 'RollbackController', { notifyEmails: ['ops@example.com'] });
controller.guard({ pipeline, stage: 'Prod', alarms: [errors, 'shop-latency'], bakeMinutes: 30 });
\`\`\`

What cannot be deployed is thrown as a \`ConfigurationError\` that names every field that is wrong and says what to write instead.

## RollbackController

${members.map(({ name, type, text }) => `- \`${name}${type.startsWith('(') ? type : `: ${type}`}\`: ${text}`).join('\n')}

## RollbackControllerProps

${table(membersOf('lib/rollback-controller-props.ts'))}

## GuardProps

${table(membersOf('lib/guards/guard-props.ts'))}

## MaxRollbacks

${table(membersOf('lib/controller/max-rollbacks.ts'))}
`;
}

function row(member: Member): string {
  const type = member.type.replaceAll('|', '\\|');
  return `| \`${member.name}\` | \`${type}\` | ${fallbackOf(member)} | ${member.text} |`;
}
