import type { Happening } from '../stories/happening.ts';
import { type Html, html } from './html.ts';
import { clockOfDay } from './times.ts';

/** Every mail that people got, whole, folded under its subject. */
export function mails(happenings: readonly Happening[]): Html {
  const told = happenings.filter((happening) => happening.kind === 'message');
  if (told.length === 0) return html`<p>Nothing.</p>`;
  return html`${told.map(
    ({ time, subject, text }) => html`<details class="mail"><summary>${clockOfDay(time, 'seconds')} ${subject}</summary>
<pre>${text}</pre>
</details>
`,
  )}`;
}
