import { CouldNotRead } from '../lambda/ports.ts';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { setupProblem } from '../lib/doctor/setup-problem.ts';
import { ControllerFailed } from '../lib/gameday/aws/controller.ts';

/** Where a tool for people looks, by its options and the AWS configuration; credentials and region come from the same profile. */
export function placeOf(options: { readonly region?: string | undefined; readonly profile?: string | undefined }): {
  readonly region?: string;
} {
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  // The SDK for JavaScript does not read AWS_DEFAULT_REGION, which the AWS CLI does.
  const region = options.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  return region === undefined ? {} : { region };
}

/** Runs a tool that answers its exit code; a mistake of whoever started it, or of their AWS configuration, is a sentence and exit code 2. */
export async function runTool(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    const problem = problemFor(error);
    if (problem === undefined) throw error;
    process.stderr.write(`${problem}\n`);
    process.exitCode = 2;
  }
}

function problemFor(error: unknown): string | undefined {
  const isForPeople = [ConfigurationError, TypeError, CouldNotRead, ControllerFailed].some(
    (kind) => error instanceof kind,
  );
  if (error instanceof Error && isForPeople) return error.message;
  return setupProblem(error, process.env.AWS_PROFILE);
}
