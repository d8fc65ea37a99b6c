import { readEnvironment } from './environment.ts';

export function handler(): Promise<unknown> {
  return Promise.resolve(readEnvironment());
}
