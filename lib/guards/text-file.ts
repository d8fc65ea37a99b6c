import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../configuration-error.ts';

/** The text of a guards file. Throws a {@link ConfigurationError} where there is none that can be read as UTF-8. */
export function readTextFile(path: string): string {
  const bytes = bytesOf(path);
  if (isUtf16(bytes)) {
    throw new ConfigurationError(
      `${path}: is written in UTF-16, as Windows PowerShell writes with > or Out-File; save it as UTF-8 (Out-File -Encoding utf8, or "Save with encoding" in an editor)`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigurationError(`${path}: is not UTF-8, so its letters cannot be told; save it as UTF-8`);
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT') {
      throw new ConfigurationError(
        `${path}: no such file; start with a copy of the example (cp guards.example.json guards.json), or name your file with -c guards=FILE`,
      );
    }
    throw new ConfigurationError(
      `${path}: cannot be read (${error.message}); name a readable file with -c guards=FILE`,
    );
  }
}

/** By its byte order mark, or by the zero byte beside the bracket that a JSON file begins with. */
function isUtf16([first, second]: Buffer): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (second !== undefined && (first === 0) !== (second === 0));
}
