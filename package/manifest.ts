import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** The oldest versions on which the package works; the consumer tests run on them. */
export const OLDEST_PEERS = { 'aws-cdk-lib': '2.224.0', constructs: '10.0.0' };

const Project = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  keywords: z.array(z.string()),
  license: z.string(),
  repository: z.object({ type: z.string(), url: z.string() }),
  engines: z.record(z.string(), z.string()),
});

/** The `package.json` of the package, from that of the project: what people install has neither scripts nor dependencies. */
export function packageManifest() {
  const project = Project.parse(
    JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')),
  );
  const types = './dist/types/lib/index.d.ts';
  const main = './dist/lib/index.js';
  return {
    ...project,
    type: 'commonjs',
    main,
    types,
    exports: {
      '.': { types, default: main },
      './decision-event.schema.json': './decision-event.schema.json',
      './package.json': './package.json',
    },
    files: ['dist', 'docs', 'decision-event.schema.json', 'API.md', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES'],
    peerDependencies: Object.fromEntries(Object.entries(OLDEST_PEERS).map(([name, version]) => [name, `^${version}`])),
  };
}
