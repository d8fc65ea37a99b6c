import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * From now on the stack of an error names lines of our sources (`lambda/controller.ts:41:20`) where it names `bundle` (a file
 * URL), whoever reads it: Lambda's answer for an error that escapes, or the log. V8 formats a stack when it is first read,
 * and only then is the source map beside the bundle read, once: Node.js's own `--enable-source-maps` reads it at every cold start.
 */
export function mapStackTraces(bundle: string): void {
  let map: SourceMap | undefined;
  const mapped = (frame: NodeJS.CallSite): string => {
    const text = String(frame);
    const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
    if (file !== bundle || line === null || column === null) return text;
    map ??= new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${bundle}.map`), 'utf8')));
    const origin = map.findOrigin(line, column);
    return 'fileName' in origin
      ? text.replace(`${file}:${line}:${column}`, `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`)
      : text;
  };
  Error.prepareStackTrace = (error, frames) => [header(error), ...lines(frames, mapped)].join('\n    at ');
}

function lines(frames: readonly NodeJS.CallSite[], mapped: (frame: NodeJS.CallSite) => string): readonly string[] {
  try {
    return frames.map(mapped);
  } catch {
    // A stack that cannot be mapped must not hide the error that it belongs to.
    return frames.map(String);
  }
}

function header(error: Error): string {
  return Error.prototype.toString.call(error);
}
