import * as z from 'zod';
import { AppSettings } from '../lib/app/app-settings.ts';
import { GuardDeclaration } from '../lib/guards/guard-declaration.ts';
import { type Member, membersOf } from './doc-comments.ts';

/** Under which prop of the construct a key of the context is known; the others are of the app alone. */
const PROP_OF: { readonly [key in keyof AppSettings]?: string } = {
  notifyEmail: 'notifyEmails',
  timeoutSeconds: 'timeout',
  leaseSeconds: 'lease',
  dashboard: 'dashboard',
  testEvents: 'testEvents',
  maxRollbacks: 'maxRollbacks',
  scope: 'scope',
  spokes: 'spokes',
  artifactBuckets: 'artifactBuckets',
  runbookUrl: 'runbook',
};

const Documented = z.object({ description: z.string() });
const Fields = z.object({
  properties: z.record(z.string(), z.object({ description: z.string(), default: z.unknown().optional() })),
});

const code = (text: string) => `\`${text}\``;

/** A fallback in prose is not code. */
export function fallbackOf({ fallback, isOptional }: Member): string {
  if (fallback === undefined) return isOptional ? '' : 'required';
  return fallback.startsWith('- ') ? fallback.slice(2) : code(fallback);
}

/** docs/configuration.md: what can be set, each under all its names. */
export function configurationDocument(): string {
  const keyOf = new Map(Object.entries(PROP_OF).map(([key, prop]) => [prop, key]));
  const appOnly = Object.entries(AppSettings.shape)
    .filter(([key]) => !Object.keys(PROP_OF).includes(key))
    .map(([key, schema]) => {
      const { description } = Documented.parse({ description: schema.description });
      return `| ${code(key)} | | ${code(String(schema.parse(undefined)))} | ${description} |`;
    });
  const props = membersOf('lib/rollback-controller-props.ts').map((member) => {
    const key = keyOf.get(member.name);
    return `| ${key === undefined ? '' : code(key)} | ${code(member.name)} | ${fallbackOf(member)} | ${member.text} |`;
  });
  const { properties } = Fields.parse(z.toJSONSchema(GuardDeclaration, { io: 'input' }));
  const fields = Object.entries(properties).map(
    ([name, { description, default: value }]) =>
      `| ${code(name)} | ${value === undefined ? '' : code(JSON.stringify(value))} | ${description} |`,
  );
  return `# Configuration

Written by \`npm run documents\` from the schemas and doc comments; a test compares them.

## The controller

A context key is set by \`-c KEY=VALUE\` on the command line of \`npx cdk\`, or in the context of \`cdk.json\`, and is of the app of this repository. A prop is of the
construct \`RollbackController\` in an app of your own.

| context key | prop | default | meaning |
| ----------- | ---- | ------- | ------- |
${[...appOnly, ...props].join('\n')}

## A guard

The names are the same in \`guards.json\` and in \`controller.guard({ ... })\`, where pipeline, stage and alarms may also be constructs.

| field | default | meaning |
| ----- | ------- | ------- |
${fields.join('\n')}
`;
}
