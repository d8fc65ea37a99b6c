import { relative, resolve, sep } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import * as z from 'zod';

const SourceMap = z.looseObject({ sources: z.array(z.string()), names: z.array(z.string()), mappings: z.string() });

/**
 * The source map of a bundle, as text, without what belongs to this machine or to others. Sources are named relative to the project:
 * esbuild names them relative to the output directory, so the asset (and its hash) would depend on where that lies, and could tell
 * paths of the machine. And only our own code stays mapped: an error waits until the map is read (`lambda/log/stack-traces.ts`), and
 * most of it would be about dependencies.
 */
export function portableSourceMap(text: string, projectRoot: string, outputDirectory: string): string {
  const map = SourceMap.parse(JSON.parse(text));
  const paths = map.sources.map((source) =>
    relative(projectRoot, resolve(outputDirectory, source)).split(sep).join('/'),
  );
  const sources = paths.filter((path) => !path.includes('node_modules/'));
  const names: string[] = [];
  const nameAt = new Map<number, number>();

  const nameIndex = (position: number): number => {
    const known = nameAt.get(position);
    if (known !== undefined) return known;
    const index = names.push(map.names[position] ?? '') - 1;
    nameAt.set(position, index);
    return index;
  };

  /** Where a dependency begins, one segment without a source ends the mapping of what was before it. */
  const ownSegments = (segments: readonly SourceMapSegment[]): SourceMapSegment[] => {
    const own: SourceMapSegment[] = [];
    for (const segment of segments) {
      const source = segment.length === 1 ? -1 : sources.indexOf(paths[segment[1]] ?? '');
      if (segment.length === 1 || source < 0) {
        if (own.at(-1)?.length !== 1) own.push([segment[0]]);
      } else if (segment.length === 4) own.push([segment[0], source, segment[2], segment[3]]);
      else own.push([segment[0], source, segment[2], segment[3], nameIndex(segment[4])]);
    }
    return own;
  };

  const mappings = encode(decode(map.mappings).map(ownSegments));
  return JSON.stringify({ ...map, sources, names, mappings });
}
