import { cut } from '../decision/cut.ts';
import type { Entry } from '../decision/entry.ts';
import type { Message } from './message.ts';

/**
 * A custom notification of Amazon Q Developer in chat applications (its admin guide, "Custom notifications", event schema
 * version 1.0), which shows it in Slack or Microsoft Teams. Published to SNS as JSON.
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Groups what is said of one incident. */
    readonly threadId?: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
  };
}

/** Lengths that every chat client shows; the schema allows more. */
const LONGEST = { title: 240, description: 4_000, keyword: 75 };

export function chatOf(message: Message, entry: Entry, pipelineArn: string): ChatNotification {
  const { headline, stage, sentence, facts, nextStep, links } = message;
  const title = cutEscaped(escaped(`${headline}: ${stage}`), LONGEST.title);
  const keywords = [stage, entry.code, ...(entry.reason === undefined ? [] : [entry.reason])];
  return {
    version: '1.0',
    source: 'custom',
    id: entry.id,
    content: {
      textType: 'client-markdown',
      title,
      description: fitted([
        escaped(sentence),
        ...facts.map(({ label, text }) => `*${label}:* ${escaped(text)}`),
        ...links.map(({ label, url }) => `<${url}|${label}>`),
      ]),
      nextSteps: [nextStep.text, ...nextStep.commands.map((command) => `\`${JSON.stringify(command)}\``)],
      keywords: keywords.map((keyword) => cutEscaped(escaped(keyword), LONGEST.keyword)),
    },
    metadata: {
      ...(entry.incident !== undefined && { threadId: entry.incident }),
      summary: title,
      eventType: `rollback-controller-${entry.code}`,
      relatedResources: [pipelineArn],
    },
  };
}

const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text of others, so that it is shown as it is: no links and mentions of Slack's (`<!channel>`) or of names, no markdown.
 * Slack has no escape but for `&`, `<` and `>`; a mark that touches an invisible space is none.
 */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', "'")
    .replaceAll(/[@*_~[\]]/g, (mark) => `${ZERO_WIDTH_SPACE}${mark}${ZERO_WIDTH_SPACE}`);
}

const NOTE = '(cut: the e-mail and the decision record have the rest)';

/** As many whole lines as fit, the important ones first; a note stands for the others. */
function fitted(lines: readonly string[]): string {
  const kept: string[] = [];
  let room = LONGEST.description - NOTE.length - 1;
  for (const line of lines) {
    if (line.length + 1 > room)
      return [...kept, ...(kept.length === 0 ? [cutEscaped(line, room)] : []), NOTE].join('\n');
    kept.push(line);
    room -= line.length + 1;
  }
  return kept.join('\n');
}

/** Cuts between the entities and invisible spaces that {@link escaped} wrote, not within them. */
function cutEscaped(text: string, longest: number): string {
  return cut(text, longest).replace(/&[a-z]*\u2026$/, '…');
}
