import { SECOND } from '../decision/time.ts';
import type { Ports, Stacks } from '../ports.ts';

const TRIES = 3;

/** CloudFormation takes answers in buckets of S3 (UG:cfn-vpce-bucketnames). */
const IN_S3 = /\.s3([.-][a-z0-9-]+)*\.amazonaws\.(com|com\.cn|eu)$/;

export interface StacksOptions extends Pick<Ports, 'sleep'> {
  /** Where AWS has an endpoint of its own, S3 may be anywhere. */
  readonly ownEndpoints: boolean;
}

/**
 * Answers to CloudFormation. The URL is signed for a body without a content type (UG:crpg-ref-responses). What cannot be delivered escapes:
 * Lambda delivers the request again then.
 */
export function cloudFormationStacks({ sleep, ownEndpoints }: StacksOptions): Stacks {
  return {
    takesAnswers: (url) => {
      if (!URL.canParse(url)) return false;
      const { protocol, hostname } = new URL(url);
      return ownEndpoints || (protocol === 'https:' && IN_S3.test(hostname));
    },
    answer: async (url, body) => {
      for (let tries = 1; ; tries++) {
        const problem = await put(url, body);
        if (problem === undefined) return;
        if (tries === TRIES) throw new Error(`CloudFormation could not be answered: ${problem}`);
        await sleep(tries * (SECOND / 2));
      }
    },
  };
}

async function put(url: string, body: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(2 * SECOND);
    const { ok, status } = await fetch(url, { method: 'PUT', body: Buffer.from(body), signal });
    return ok ? undefined : `status ${status}`;
  } catch (error) {
    return String(error);
  }
}
