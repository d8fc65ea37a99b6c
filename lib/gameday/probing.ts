import type { AssumptionId } from './assumptions.ts';
import type { StageName } from './aws/pipelines.ts';
import type { Outcome } from './aws/refusal.ts';
import type { Findings } from './findings.ts';
import type { Sandbox } from './sandbox.ts';
import type { Watching } from './watching.ts';

/** What every probe gets. */
export interface Probing {
  readonly sandbox: Sandbox;
  readonly watching: Watching;
  readonly findings: Findings;
}

/** One try, about some assumptions. */
export interface Probe<Given> {
  readonly name: string;
  readonly about: readonly AssumptionId[];
  readonly run: (probing: Probing, given: Given) => Promise<void>;
}

/**
 * Runs the probes one after the other. One that fails leaves its assumptions untried, with what was wrong; the others go
 * on. What the day called off escapes.
 */
export async function runProbes<Given>(
  probes: readonly Probe<Given>[],
  probing: Probing,
  given: Given,
  onProgress: (text: string) => void,
): Promise<void> {
  for (const { name, about, run } of probes) {
    onProgress(`probing: ${name}`);
    try {
      await run(probing, given);
    } catch (error) {
      if (isCalledOff(error)) throw error;
      for (const id of about) probing.findings.missed(id, `${name}: ${String(error)}`);
    }
  }
}

export function isCalledOff(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Tries a rollback that should be refused; one that is accepted is let through to its end. */
export async function tryRefused(
  { watching, findings }: Probing,
  id: AssumptionId,
  stage: StageName,
  target: string,
): Promise<Outcome<string>> {
  const answer = await watching.rollBack(stage, target);
  findings.saw(id, answer.ok ? 'accepted' : answer.error);
  if (answer.ok) await watching.runThrough(stage.pipeline, answer.value);
  return answer;
}
