import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { complianceDocument } from './compliance-document.ts';
import { bundleFunction } from './function-bundle.ts';

/** `npm run documents`: writes the documents that are made from the code. */
await bundleFunction();
const documents = { 'docs/compliance.md': complianceDocument() };
for (const [path, text] of Object.entries(documents)) {
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), text);
}
