import { cut } from '../decision/cut.ts';
import type { Message } from './message.ts';

/** An e-mail by way of SNS: a subject of at most 100 ASCII characters, and plain text far below the 256 KB of a message. */
export interface Email {
  readonly subject: string;
  readonly text: string;
}

export function emailOf({ headline, stage, sentence, facts, nextStep, links }: Message): Email {
  const title = `${headline}: ${stage}`;
  const lines = [
    title,
    '',
    sentence,
    '',
    ...facts.map(({ label, text }) => `${label}: ${text}`),
    '',
    `Next: ${nextStep.text}`,
    ...nextStep.commands.map((command) => `  ${JSON.stringify(command)}`),
    'Events are pasted into the Test tab of the function.',
    '',
    'Links:',
    ...links.map(({ label, url }) => `- ${label}: ${url}`),
  ];
  return { subject: subjectOf(title), text: lines.join('\n') };
}

/** SNS takes ASCII without control characters, at most 100 characters (API:Publish). */
function subjectOf(title: string): string {
  const ascii = cut(title.replaceAll(/[^\x20-\x7e]/g, '?'), 98);
  return ascii.replace('…', '...');
}
