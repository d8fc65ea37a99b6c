/** The entries of docs/runbook.md that an alarm of the controller can lead to, by their anchors. */
export type RunbookEntry =
  | 'the-function-fails'
  | 'the-function-is-throttled'
  | 'the-failed-events-queue-is-not-empty'
  | 'the-watch-dead-letter-queue-is-not-empty'
  | 'watch-messages-are-not-taken'
  | 'people-were-not-told'
  | 'an-incident-is-stuck'
  | 'no-check-has-completed';

/** Where the runbook is when nobody says otherwise: in the repository of the controller (package.json). A path would lead nobody there from a mail. */
export const DEFAULT_RUNBOOK =
  'https://github.com/codepipeline-auto-rollback/codepipeline-auto-rollback/blob/main/docs/runbook.md';

/** Link to an entry; `runbook` is the URL of the whole document. */
export function runbookLink(runbook: string, entry: RunbookEntry): string {
  return `${runbook}#${entry}`;
}
