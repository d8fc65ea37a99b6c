import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocument } from './api-document.ts';
import { complianceDocument } from './compliance-document.ts';
import { configurationDocument } from './configuration-document.ts';
import { bundleFunction } from './function-bundle.ts';

/** `npm run documents`: writes the documents that are made from the code. */
await bundleFunction();
const documents = {
  'API.md': apiDocument(),
  'docs/compliance.md': complianceDocument(),
  'docs/configuration.md': configurationDocument(),
};
for (const [path, text] of Object.entries(documents)) {
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), text);
}
