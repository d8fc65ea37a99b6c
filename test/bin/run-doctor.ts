import { execFile } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the doctor finds in the environment of a person who may do everything in the account. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAADMINISTRATOR', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Runs the doctor as a process of its own against an account, at home in this directory. */
export function runDoctor(
  { endpoint }: { readonly endpoint: string },
  home: string,
  args: readonly string[],
  environment: Record<string, string> = CREDENTIALS,
): Promise<Ran> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/doctor.ts', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
