import { type Html, html } from '../emulator/report/html.ts';
import { page, verdict } from '../emulator/report/page.ts';
import { type Finding, observedText } from '../lib/gameday/findings.ts';
import { type GameDayRecord, type Happening, wentWell } from '../lib/gameday/rehearse.ts';

/** The day as one page, complete in itself, in the manner of the drill's: nothing is loaded, nothing runs. */
export function gameDayPage(record: GameDayRecord, keep: boolean): string {
  const { day, account, region, checks, findings, happenings, problems } = record;
  const well = wentWell(record, keep);
  const body = html`<header>
<h1>Rollback game day</h1>
<p>${day} in account ${account}, ${region}. ${verdict(well, well ? 'passed' : 'FAILED')}</p>
</header>
<main>
${problems.map((problem) => html`<p>${verdict(false, 'problem')} ${problem}</p>`)}
<section aria-labelledby="incident"><h2 id="incident">The incident</h2>
${table(
  'Checks',
  ['What had to be so', 'Is it?', 'Seen'],
  checks.map(({ says, passed, detail }) => row(passed, says, [verdict(passed, passed ? 'yes' : 'NO'), detail])),
)}
</section>
<section aria-labelledby="assumptions"><h2 id="assumptions">What is assumed about AWS</h2>
${table('Assumptions', ['Assumption', 'Expected', 'What AWS did', 'Verdict'], findings.map(findingRow))}
</section>
<section aria-labelledby="happenings"><h2 id="happenings">What happened</h2>
${table('Happenings', ['Time (UTC)', 'What'], happenings.map(happeningRow))}
</section>
</main>`;
  return page(`${day}: rollback game day`, body);
}

function table(name: string, heads: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function row(isSame: boolean, head: string | Html, cells: readonly (string | Html)[]): Html {
  return html`<tr class="${isSame ? 'same' : 'differs'}"><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}

function findingRow(finding: Finding): Html {
  const { id, says, expected, verdict: word } = finding;
  const head = html`${says}<br><small>${id}</small>`;
  return row(word !== 'differs', head, [expected, observedText(finding), word]);
}

function happeningRow({ time, text }: Happening): Html {
  return row(true, new Date(time).toISOString().slice(11, 19), [text]);
}
