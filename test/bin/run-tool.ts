import { execFile } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a tool finds in the environment of a person who may do everything in the account. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAADMINISTRATOR', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Runs a tool of bin/ as a process of its own against an account, at home in this directory. */
export function runTool(
  tool: 'doctor' | 'uninstall-check',
  { endpoint }: { readonly endpoint: string },
  home: string,
  args: readonly string[],
  environment: Record<string, string> = CREDENTIALS,
): Promise<Ran> {
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [`bin/${tool}.ts`, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
