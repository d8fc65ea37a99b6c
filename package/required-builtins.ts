import type { Plugin } from 'esbuild';

/**
 * Has the modules of Node.js required where they are imported. An import makes Node.js read every export of such a module at once, also those
 * that it makes on demand: Web Crypto with `node:crypto`, and with `node:http` a whole HTTP client of its own, for `WebSocket`.
 */
export const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'require-call' ? undefined : { path, namespace: 'builtin' },
    );
    onLoad({ filter: /^node:/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
