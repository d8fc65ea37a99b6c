import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A page, complete in itself: nothing is loaded, nothing runs. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

/** The word for how something ended, in its colour. */
export function verdict(passed: boolean, text = passed ? 'passed' : 'FAILED'): Html {
  return html`<span class="verdict ${passed ? 'passed' : 'failed'}">${text}</span>`;
}
