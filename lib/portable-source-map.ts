import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';

/**
 * `node portable-source-map.ts PROJECT-ROOT OUTPUT-DIRECTORY`: names the sources in `index.mjs.map` relative to the
 * project. esbuild names them relative to the output directory, so the asset (and its hash) would depend on where
 * `cdk.out` lies, and could tell paths of the machine.
 */
const [projectRoot, outputDirectory] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const file = join(outputDirectory, 'index.mjs.map');
const map = z.looseObject({ sources: z.array(z.string()) }).parse(JSON.parse(readFileSync(file, 'utf8')));
const sources = map.sources.map((source) =>
  relative(projectRoot, resolve(outputDirectory, source)).split(sep).join('/'),
);
writeFileSync(file, JSON.stringify({ ...map, sources }));
