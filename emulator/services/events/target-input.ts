import type { DeployedRuleTarget } from '../../account/template/deployed-stack.ts';
import type { BusEvent } from './event.ts';
import { valueAt } from './json-path.ts';

/** A template whose result is nothing that a target can get. */
export class TargetInputError extends Error {
  override readonly name = 'TargetInputError';
}

/** What a target's input is made of, besides the event. */
export interface MatchedRule {
  readonly name: string;
  readonly arn: string;
}

/**
 * The text that a target gets for an event: the event, the constant `Input`, the part at `InputPath`, or what the
 * `InputTransformer` makes of it (EB:eb-transform-target-input).
 */
export function targetInput(
  target: Pick<DeployedRuleTarget, 'input' | 'inputPath' | 'inputTransformer'>,
  event: BusEvent,
  rule: MatchedRule,
  ingestedAt: string,
): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(valueAt(target.inputPath, event) ?? null);
  if (target.inputTransformer === undefined) return JSON.stringify(event);
  const { inputPathsMap, inputTemplate } = target.inputTransformer;
  const variables = new Map<string, unknown>(
    Object.entries(inputPathsMap).map(([name, path]) => [name, valueAt(path, event)]),
  );
  const { detail: _, ...withoutDetail } = event;
  variables.set('aws.events.rule-arn', rule.arn);
  variables.set('aws.events.rule-name', rule.name);
  variables.set('aws.events.event', withoutDetail);
  variables.set('aws.events.event.json', event);
  variables.set('aws.events.event.ingestion-time', ingestedAt);
  return finished(filled(inputTemplate, variables));
}

/**
 * Fills the `<variables>` in: inside quotes as bare text that is not escaped, elsewhere as JSON values. A variable whose
 * path does not exist in the event does not appear: nothing inside quotes, an empty string elsewhere.
 */
function filled(template: string, variables: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replaceAll(/\\[\s\S]|"|<([A-Za-z0-9_.-]+)>/g, (token: string, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined) return token;
    const value = variables.get(name) ?? '';
    if (!quoted) return JSON.stringify(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** JSON as it is (minified); several lines of quoted strings as lines of text. */
function finished(text: string): string {
  const whole = parsedJson(text);
  if (whole !== undefined) return JSON.stringify(whole);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const strings = lines.map((line) => parsedJson(line)).filter((line) => typeof line === 'string');
  if (strings.length > 0 && strings.length === lines.length) return strings.join('\n');
  throw new TargetInputError(`the input template gives neither JSON nor quoted lines of text: ${text}`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
