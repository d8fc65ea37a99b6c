import * as z from 'zod';
import { parseJson } from '../../lambda/intake/json.ts';

/** Spokes as the command line gives them. */
export const SpokesText = z.union([z.string().transform((text) => parseJson(text)), z.unknown()]).pipe(
  z.strictObject(
    {
      organization: z.string(),
      accounts: z.array(z.string()),
      regions: z.array(z.string()),
      externalId: z.string(),
    },
    'spokes must be JSON such as {"organization":"o-a1b2c3d4e5","accounts":["111122223333"],"regions":["eu-west-1"],"externalId":"..."}',
  ),
);
