import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { DecisionDetail } from '../../lambda/messages/decision-detail.ts';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE } from '../../lambda/messages/decision-event.ts';

/** The JSON schema of the decision events as text, for consumers. Members that it does not name are allowed: they may come. */
export function decisionEventSchema(): string {
  const event = z
    .object({
      source: z.literal(EVENT_SOURCE),
      'detail-type': z.literal(EVENT_DETAIL_TYPE),
      resources: z.array(z.string()).describe('The ARN of the pipeline.'),
      detail: DecisionDetail,
    })
    .meta({ title: EVENT_DETAIL_TYPE, description: 'Event on the default event bus, besides the usual envelope.' });
  return `${JSON.stringify(z.toJSONSchema(event, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}

/** `npm run schema` */
if (import.meta.main) {
  writeFileSync(fileURLToPath(new URL('../../decision-event.schema.json', import.meta.url)), decisionEventSchema());
}
