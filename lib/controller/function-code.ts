import { fileURLToPath } from 'node:url';

/** Directory of the bundled function: `index.mjs` and its source map. The package brings it; in this repository `package/function-bundle.ts` makes it. */
export const FUNCTION_CODE = fileURLToPath(new URL('../../dist/function/', import.meta.url));
