import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { GuardDeclaration } from './guard-declaration.ts';

/** The JSON schema of a guards file as text, for editors (draft 7 is what they support best). */
export function guardsSchema(): string {
  const list = z
    .array(GuardDeclaration)
    .min(1)
    .meta({ title: 'Guards', description: 'Guards of the rollback controller: which alarms guard which stage.' });
  return `${JSON.stringify(z.toJSONSchema(list, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}

/** `npm run schema` */
if (import.meta.main)
  writeFileSync(fileURLToPath(new URL('../../guards.schema.json', import.meta.url)), guardsSchema());
