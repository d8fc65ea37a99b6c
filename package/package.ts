import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { FUNCTION_CODE } from '../lib/controller/function-code.ts';
import { bundleFunction } from './function-bundle.ts';
import { bundleLibrary, libraryFile } from './library-bundle.ts';
import { packageManifest } from './manifest.ts';
import { thirdPartyLicenses } from './third-party.ts';
import { writeTypeDeclarations } from './type-declarations.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OUTPUT = join(ROOT, 'dist');
const CONTENT = join(OUTPUT, 'package');

/** What people get as it is in the repository. */
const DOCUMENTS = ['README.md', 'LICENSE', 'CHANGELOG.md', 'API.md', 'decision-event.schema.json'];

const Packed = z.tuple([z.object({ filename: z.string(), size: z.number(), files: z.array(z.unknown()) })]);

/** `npm run package`: writes the tarball that people install, `dist/NAME-VERSION.tgz`, from `dist/package/`. */
rmSync(CONTENT, { recursive: true, force: true });
mkdirSync(CONTENT, { recursive: true });
const bundled = [...(await bundleFunction()), ...(await bundleLibrary(libraryFile(CONTENT)))];
cpSync(FUNCTION_CODE, join(CONTENT, 'dist/function'), { recursive: true });
writeTypeDeclarations(join(CONTENT, 'dist/types'));
writeFileSync(join(CONTENT, 'THIRD-PARTY-LICENSES'), thirdPartyLicenses(bundled));
for (const name of DOCUMENTS) cpSync(join(ROOT, name), join(CONTENT, name));
for (const name of readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'))) {
  cpSync(join(ROOT, 'docs', name), join(CONTENT, 'docs', name));
}
writeFileSync(join(CONTENT, 'package.json'), `${JSON.stringify(packageManifest(), null, 2)}\n`);

const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', OUTPUT], {
  cwd: CONTENT,
  encoding: 'utf8',
});
if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
const [{ filename, size, files }] = Packed.parse(JSON.parse(stdout));
process.stdout.write(`dist/${filename}: ${files.length} files, ${(size / 1000).toFixed(0)} KB\n`);
