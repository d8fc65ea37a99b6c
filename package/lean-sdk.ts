import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const REGISTERED = /^n0_registry\.registerError\((\w+)\$, \w+\);$/gm;
const NAME = /\b[A-Z]\w+\b/g;

/**
 * Leaves out of the bundle what the SDK's clients bring along for operations that nobody calls: the classes and schemas of their errors, kept alive
 * by a registry, and all of a `package.json` but the version. An error without its class comes as the service's own exception, with its name,
 * message and metadata (`getErrorSchemaOrThrowBaseException` of @aws-sdk/core; for SNS the name is the code). Those that `adapters` name keep their class.
 */
export function leanSdk(adapters: string): Plugin {
  const sources = readdirSync(adapters).map((file) => readFileSync(join(adapters, file), 'utf8'));
  const named = new Set(sources.flatMap((text) => text.match(NAME) ?? []));
  return {
    name: 'lean-sdk',
    setup: ({ onLoad }) => {
      onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents = text.replaceAll(REGISTERED, (line, error: string) => (named.has(error) ? line : ''));
        return { contents, loader: 'js' };
      });
      onLoad({ filter: /@aws-sdk\/client-[^/]+\/package\.json$/ }, ({ path }) => {
        const { version }: { version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
