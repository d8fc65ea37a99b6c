/** The look of the page: light and dark, phone and paper. Contrast of text is at least 4.5 to 1. */
export const STYLE = `
:root {
  --page: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --faint: #eaeef2; --panel: #f6f8fa; --link: #0550ae;
  --run: #0550ae; --rollback: #6e3bbd; --bad: #c1121f; --good: #14682c; --wait: #8a5300; --hold: #57606a; --on: #fff;
  --live: #dbe9f9; --live-ink: #0a3069; --ok: #d2efd9; --ok-ink: #0f4d20; --frozen: #d3f0f5; --frozen-ink: #0b4f5c;
  --no-data: #eaeef2; --above: #f6b5b0; --below: #d0d7de;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --ink: #e6edf3; --soft: #9aa5b1; --line: #3d444d; --faint: #21262d; --panel: #161b22; --link: #79b8ff;
    --run: #79b8ff; --rollback: #c9a6ff; --bad: #ff8078; --good: #56d364; --wait: #e3b341; --hold: #9aa5b1; --on: #0d1117;
    --live: #14294a; --live-ink: #b6d7ff; --ok: #12361f; --ok-ink: #8ee6a3; --frozen: #0d3a44; --frozen-ink: #9be7f5;
    --no-data: #21262d; --above: #7d2a27; --below: #3d444d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 24px 20px 64px; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; }
h2 { margin: 40px 0 4px; font-size: 22px; display: flex; flex-wrap: wrap; align-items: center; gap: 10px; }
h3 { margin: 28px 0 8px; font-size: 17px; }
h3 small { font-weight: 400; color: var(--soft); margin-left: 8px; }
header p, .summary { margin: 6px 0 0; max-width: 90ch; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.verdict { display: inline-block; padding: 1px 10px; border-radius: 99px; font-size: 14px; font-weight: 600; color: var(--on); white-space: nowrap; }
.verdict.passed { background: var(--good); } .verdict.failed { background: var(--bad); }
nav ul { columns: 300px; padding: 0; list-style: none; } nav li { margin: 4px 0; break-inside: avoid; }
.note { margin: 8px 0 0; color: var(--soft); font-size: 14px; }

.chart { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--page); }
.lanes { display: flex; width: max-content; min-width: 100%; padding-top: 8px; }
.names { position: sticky; left: 0; z-index: 2; flex: none; width: 132px; background: var(--panel); border-right: 1px solid var(--line); margin-top: -8px; }
.names div { position: absolute; left: 12px; right: 8px; margin-top: 8px; font-size: 13px; font-weight: 600; line-height: 1.25; display: flex; flex-direction: column; justify-content: center; }
.names span { flex: none; line-height: 1.15; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
.names small { overflow-wrap: anywhere; font-weight: 400; color: var(--soft); font-size: 12px; }
.plot { position: relative; flex: none; }
.plot > svg { display: block; }
svg text { font: 13px/1 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
.axis line { stroke: var(--faint); } .axis text { fill: var(--soft); text-anchor: middle; font-size: 12px; }
.axis rect.cut { fill: var(--faint); opacity: .6; } .axis text.cut { font-size: 11px; font-style: italic; }
.guide { stroke: var(--hold); stroke-dasharray: 2 4; }
.guide.rollback { stroke: var(--rollback); } .guide.good { stroke: var(--good); } .guide.bad { stroke: var(--bad); } .guide.wait { stroke: var(--wait); }
.live rect { fill: var(--live); } .live text { fill: var(--live-ink); font-size: 12px; }
.live.mixed rect { stroke: var(--bad); stroke-dasharray: 3 2; }
.run rect { fill: var(--run); } .run text { fill: var(--on); font-weight: 600; }
.run.rollback rect { fill: var(--rollback); }
.run.failed rect { fill: var(--bad); } .run.stopped rect, .run.canceled rect { fill: var(--hold); }
.run.running rect { stroke: var(--run); stroke-dasharray: 4 3; fill-opacity: .85; }
.frozen rect { fill: var(--frozen); stroke: var(--frozen-ink); stroke-dasharray: 3 2; } .frozen text { fill: var(--frozen-ink); font-size: 12px; }
.state.ok rect { fill: var(--ok); } .state.ok text { fill: var(--ok-ink); }
.state.alarm rect { fill: var(--bad); } .state.alarm text { fill: var(--on); font-weight: 600; }
.state.insufficient_data rect { fill: var(--no-data); }
.metric path { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.metric .above { fill: var(--above); } .metric .below { fill: var(--below); }
.metric line.threshold { stroke: var(--bad); stroke-dasharray: 6 4; } .metric text.threshold { fill: var(--bad); font-size: 12px; }
.metric text.value { text-anchor: middle; font-size: 12px; }

.mark { position: absolute; display: grid; place-items: center; width: 26px; height: 26px; border-radius: 50%; color: var(--on); background: var(--hold); font-size: 13px; line-height: 1; text-decoration: none; }
.mark sup { position: absolute; left: 27px; top: 7px; color: var(--ink); font-size: 12px; line-height: 1; background: var(--page); }
.mark:hover, .mark:focus { z-index: 3; }
.rollback.mark, .number.rollback { background: var(--rollback); } .good.mark, .number.good { background: var(--good); }
.bad.mark, .number.bad { background: var(--bad); } .wait.mark, .number.wait { background: var(--wait); }
.script.mark { background: none; } .script.mark::before { content: ""; width: 14px; height: 14px; rotate: 45deg; background: var(--soft); border-radius: 2px; }
.message.mark { background: none; } .message.mark svg { fill: var(--page); stroke: var(--soft); stroke-width: 1.8; }
.mark.script b { display: none; }
.tip { display: none; position: absolute; top: 30px; width: min(340px, 60vw); padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--page); color: var(--ink); box-shadow: 0 4px 16px rgb(0 0 0 / .2); font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
.tip strong { display: block; } .tip.right { left: 0; } .tip.left { right: 0; }
.mark:hover .tip, .mark:focus .tip { display: block; }

.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 14px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 7px; }
.decisions { margin: 0; padding: 0; list-style: none; }
.decisions li { display: flex; gap: 12px; padding: 10px; border-radius: 8px; scroll-margin-top: 40px; }
.decisions li:target { background: var(--panel); outline: 2px solid var(--line); }
.decisions p { margin: 2px 0 0; overflow-wrap: anywhere; max-width: 100ch; } .decisions time { color: var(--soft); margin-left: 6px; font-variant-numeric: tabular-nums; }
.number { flex: none; display: grid; place-items: center; width: 26px; height: 26px; border-radius: 50%; background: var(--hold); color: var(--on); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; } caption { text-align: left; color: var(--soft); padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; } td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; } .differs td { color: var(--bad); font-weight: 600; }
details { margin-top: 28px; } .mail { margin-top: 4px; } .mail pre { margin: 0 0 12px; padding: 12px; background: var(--panel); border-radius: 8px; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; margin-bottom: 8px; }
@media (max-width: 640px) {
  body { padding: 16px 12px 48px; } .names { width: 92px; } .names div { left: 8px; font-size: 12px; } .names small { font-size: 11px; }
  td, th { padding-right: 10px; }
}
@media print {
  @page { size: landscape; margin: 12mm; }
  body { max-width: none; padding: 0; print-color-adjust: exact; }
  .chart { overflow: visible; border: 0; zoom: .85; } .scroll { overflow: visible; }
  section { break-before: page; } section:first-of-type { break-before: auto; } .chart, tr, .decisions li { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
`;
