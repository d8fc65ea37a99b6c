import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const REGISTERED = /^n0_registry\.registerError\((\w+)\$, \w+\);$/gm;
const NAME = /\b[A-Z]\w+\b/g;
const CONSTANT = /^const (_\w+) = ("[^"\n]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * Leaves out of the bundle what the SDK's clients bring along for operations that nobody calls: the classes and schemas of their errors, kept alive
 * by a registry, and all of a `package.json` but the version. An error without its class comes as the service's own exception, with its name,
 * message and metadata (`getErrorSchemaOrThrowBaseException` of @aws-sdk/core; for SNS the name is the code). Those that `adapters` name keep their class.
 * The keys that schemas compute of constants are written out: for esbuild, whatever computes one may have effects, and stays though nobody names it.
 */
export function leanSdk(adapters: string): Plugin {
  const sources = readdirSync(adapters).map((file) => readFileSync(join(adapters, file), 'utf8'));
  const named = new Set(sources.flatMap((text) => text.match(NAME) ?? []));
  return {
    name: 'lean-sdk',
    setup: ({ onLoad }) => {
      onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const constants = new Map([...text.matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
        const contents = text
          .replaceAll(REGISTERED, (line, error: string) => (named.has(error) ? line : ''))
          .replaceAll(COMPUTED_KEY, (key, name: string) => (constants.has(name) ? `${constants.get(name)}:` : key));
        return { contents, loader: 'js' };
      });
      onLoad({ filter: /@aws-sdk\/client-[^/]+\/package\.json$/ }, ({ path }) => {
        const { version }: { version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
