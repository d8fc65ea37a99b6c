import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The licences of the packages that bundled files come from, as text: each text once, below the packages that it is of. */
export function thirdPartyLicenses(bundled: readonly string[]): string {
  const directories = new Set(bundled.flatMap((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const byText = Map.groupBy([...directories].sort(), licenseText);
  const parts = [...byText].map(([text, owners]) => `${owners.map(title).join('\n')}\n\n${text.trim()}\n`);
  return `The bundled code contains these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function manifestOf(directory: string) {
  return Manifest.parse(JSON.parse(readFileSync(join(ROOT, directory, 'package.json'), 'utf8')));
}

function title(directory: string): string {
  const { name, version, license } = manifestOf(directory);
  return `${name} ${version} (${license})`;
}

/** A package without a text has said by its manifest alone which licence it has. */
function licenseText(directory: string): string {
  const [file] = readdirSync(join(ROOT, directory)).filter((name) => /^licen[cs]e(\.|$)/i.test(name));
  if (file === undefined) return `See https://spdx.org/licenses/${manifestOf(directory).license}.html`;
  const notice = join(ROOT, directory, 'NOTICE');
  return [join(ROOT, directory, file), ...(existsSync(notice) ? [notice] : [])]
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}
