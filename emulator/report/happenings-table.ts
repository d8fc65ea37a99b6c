import type { Happening } from '../stories/happening.ts';
import { deploymentLabel } from '../stories/releases.ts';
import { type Html, html } from './html.ts';
import { clockOfDay } from './times.ts';

/** Everything that happened, as a table: the picture for those who cannot see it, and the details for all. */
export function happeningsTable(happenings: readonly Happening[], caption: string): Html {
  return html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>
<tbody>
${happenings.map((happening) => {
  const { where, what } = rowOf(happening);
  return html`<tr class="${happening.kind}"><td>${clockOfDay(happening.time, 'seconds')}</td><td>${where}</td><td>${what}</td></tr>
`;
})}</tbody></table>`;
}

function rowOf(happening: Happening): { readonly where: string; readonly what: string } {
  switch (happening.kind) {
    case 'script':
      return { where: 'story', what: happening.text };
    case 'alarm': {
      const { alarm, from, to, suppressedBy, muted } = happening;
      const suppressed = suppressedBy === undefined ? '' : `, suppressed by ${suppressedBy}`;
      return { where: `alarm ${alarm}`, what: `${from} to ${to}${suppressed}${muted ? ', muted' : ''}` };
    }
    case 'stage':
      return { where: happening.stage, what: `${deploymentLabel(happening)} ${happening.state.toLowerCase()}` };
    case 'decision': {
      const { stage, code, reason, sentence } = happening;
      return {
        where: `controller, ${stage}`,
        what: `${code.toUpperCase()}${reason === undefined ? '' : ` (${reason})`}: ${sentence}`,
      };
    }
    case 'call':
      return { where: happening.where, what: `${happening.operation}: ${happening.outcome}` };
    case 'transition': {
      const by = happening.ours ? 'the controller' : 'a person';
      return { where: happening.stage, what: `transition ${happening.enabled ? 'enabled' : 'disabled'} by ${by}` };
    }
    case 'message':
      return { where: 'message to people', what: happening.subject };
    case 'failure':
      return { where: 'controller', what: `the function failed: ${happening.error}` };
  }
}
