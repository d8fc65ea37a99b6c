import type { BenchAccount } from './bench-account.ts';

/**
 * What a call takes inside a region, in milliseconds. Nobody publishes this: the order of magnitude is what people report (DynamoDB 3 to 10,
 * CodePipeline 50 to 200), to be varied here.
 */
const LATENCY_OF_SERVICE: { readonly [service: string]: number } = {
  dynamodb: 6,
  sqs: 10,
  events: 15,
  sns: 20,
  monitoring: 30,
  codepipeline: 100,
};

export function byService(service: string): number {
  return LATENCY_OF_SERVICE[service] ?? 20;
}

/** Adds to every call of the account what its service takes. Returns what ends that. */
export function addLatency({ local }: BenchAccount, millisecondsOf: (service: string) => number): () => void {
  const rules = Object.keys(LATENCY_OF_SERVICE).map((service) =>
    local.faults.add({
      where: (call) => call.service === service,
      fault: { kind: 'latency', milliseconds: millisecondsOf(service) },
    }),
  );
  return () => {
    for (const end of rules) end();
  };
}
