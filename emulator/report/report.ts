import { type EndPart, endParts } from '../stories/difference.ts';
import type { RecordedStory } from '../stories/recorded-story.ts';
import { chart } from './chart.ts';
import { happeningsTable } from './happenings-table.ts';
import { type Html, html } from './html.ts';
import { mails } from './mails.ts';
import { type Mark, marksOf } from './marks.ts';
import { page, verdict } from './page.ts';
import { clockOfDay, dayOf } from './times.ts';

/** What the colours mean; class names of the style and what they stand for. */
const LEGEND = [
  ['run standard', 'a deployment runs'],
  ['run rollback', 'a rollback runs'],
  ['run failed', 'it failed'],
  ['live', 'what is live'],
  ['live mixed', 'two releases are live, each in a part'],
  ['frozen', 'nothing enters the stage'],
] as const;

/** The stories as one page, complete in itself: nothing is loaded, nothing runs. The same stories make the same page. */
export function reportOf(stories: readonly RecordedStory[]): string {
  const passed = stories.filter(isPassed).length;
  const title = `${stories.length === 1 ? (stories[0]?.name ?? '') : `${stories.length} stories`}: rollback drill`;
  const body = html`<header>
<h1>Rollback drill</h1>
<p>The controller as it would be deployed, in a local account. ${verdict(passed === stories.length, `${passed} of ${stories.length} ${stories.length === 1 ? 'story' : 'stories'} passed`)}</p>
</header>
${stories.length > 1 ? contents(stories) : undefined}
<main>
${stories.map((story, index) => section(story, `story-${index + 1}`))}
</main>`;
  return page(title, body);
}

function contents(stories: readonly RecordedStory[]): Html {
  return html`<nav aria-label="Stories"><ul>
${stories.map(
  (story, index) => html`<li><a href="#story-${index + 1}">${story.name}</a> ${verdict(isPassed(story))}</li>
`,
)}</ul></nav>`;
}

function section(story: RecordedStory, id: string): Html {
  const marks = marksOf(story.happenings);
  return html`<section id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${story.name} ${verdict(isPassed(story))}</h2>
<p class="summary">${story.summary}</p>
<h3>Timeline <small>${dayOf(story.from)}, UTC</small></h3>
${chart(story, { id, marks })}
<ul class="legend" aria-label="Colours">${LEGEND.map(([kind, text]) => html`<li><svg width="22" height="14" aria-hidden="true"><g class="${kind}"><rect width="22" height="14" rx="3"/></g></svg>${text}</li>`)}</ul>
<h3>What the controller decided</h3>
${decisions(marks.controller, id)}
<h3>What people were told</h3>
${mails(story.happenings)}
<h3>Expected and actual end</h3>
${ends(story)}
<details id="${id}-events"><summary>Everything that happened, as a table (${story.happenings.length} rows)</summary>
${happeningsTable(story.happenings, `Everything that happened in ${story.name}`)}
</details>
</section>
`;
}

function decisions(marks: readonly Mark[], id: string): Html {
  if (marks.length === 0) return html`<p>Nothing: nothing that happened asked for a decision.</p>`;
  return html`<ol class="decisions">
${marks.map(
  (
    { time, tone, title, text, count },
    index,
  ) => html`<li id="${id}-decision-${index + 1}"><b class="number ${tone}" aria-hidden="true">${index + 1}</b><div><strong>${title}</strong>${count === 1 ? undefined : html` <i>and ${count - 1} more like this</i>`} <time datetime="${new Date(time).toISOString()}">${clockOfDay(time, 'seconds')}</time><p>${text}</p></div></li>
`,
)}</ol>`;
}

function ends({ name, expected, end, differences }: RecordedStory): Html {
  return html`<div class="scroll" role="region" aria-label="Expected and actual end of ${name}" tabindex="0"><table>
<caption>${differences.length === 0 ? 'The story ended as expected.' : `The story ended otherwise: ${differences.join('; ')}.`}</caption>
<thead><tr><th scope="col">What</th><th scope="col">Expected</th><th scope="col">Actual</th></tr></thead>
<tbody>
${endParts(expected, end).map(endRow)}</tbody></table></div>`;
}

function endRow({ title, expected, actual, same }: EndPart): Html {
  const cell = (lines: readonly string[]) =>
    html`<td>${lines.length === 0 ? 'none' : lines.map((line) => html`<div>${line}</div>`)}</td>`;
  return html`<tr class="${same ? 'same' : 'differs'}"><th scope="row">${title}</th>${cell(expected)}${cell(actual)}</tr>
`;
}

function isPassed({ differences }: RecordedStory): boolean {
  return differences.length === 0;
}
