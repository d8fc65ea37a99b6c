import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import * as z from 'zod';

/**
 * `node portable-source-map.ts PROJECT-ROOT OUTPUT-DIRECTORY`: rewrites `index.mjs.map`. Sources are named relative to the
 * project: esbuild names them relative to the output directory, so the asset (and its hash) would depend on where `cdk.out`
 * lies, and could tell paths of the machine. And only our own code stays mapped: an error waits until the map is read
 * (`lambda/stack-traces.ts`), and most of it would be about dependencies.
 */
const [projectRoot, outputDirectory] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const file = join(outputDirectory, 'index.mjs.map');
const SourceMap = z.looseObject({ sources: z.array(z.string()), names: z.array(z.string()), mappings: z.string() });

const map = SourceMap.parse(JSON.parse(readFileSync(file, 'utf8')));
const paths = map.sources.map((source) => relative(projectRoot, resolve(outputDirectory, source)).split(sep).join('/'));
const sources: string[] = [];
const sourceAt = new Map<number, number>();
for (const [position, path] of paths.entries()) {
  if (!path.includes('node_modules/')) sourceAt.set(position, sources.push(path) - 1);
}
const names: string[] = [];
const nameAt = new Map<number, number>();

/** Where a dependency begins, one segment without a source ends the mapping of what was before it. */
function ownSegments(segments: readonly SourceMapSegment[]): SourceMapSegment[] {
  const own: SourceMapSegment[] = [];
  for (const segment of segments) {
    const source = segment.length === 1 ? undefined : sourceAt.get(segment[1]);
    if (segment.length === 1 || source === undefined) {
      if (own.at(-1)?.length !== 1) own.push([segment[0]]);
    } else if (segment.length === 4) own.push([segment[0], source, segment[2], segment[3]]);
    else own.push([segment[0], source, segment[2], segment[3], nameIndex(segment[4])]);
  }
  return own;
}

function nameIndex(position: number): number {
  const known = nameAt.get(position);
  if (known !== undefined) return known;
  const index = names.push(map.names[position] ?? '') - 1;
  nameAt.set(position, index);
  return index;
}

const mappings = encode(decode(map.mappings).map(ownSegments));
writeFileSync(file, JSON.stringify({ ...map, sources, names, mappings }));
