import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ConfigurationError } from '../../lib/configuration-error.ts';
import type { StackEnvironment } from '../../lib/guards/guard-problems.ts';
import { readGuardsFile } from '../../lib/guards/guards-file.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };
export const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm';

export function guard(over: object = {}): object {
  return { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'], ...over };
}

/** A folder for the tests of a file, in which a guards file is written and read. */
export class GuardsFiles {
  directory = '';

  constructor() {
    beforeAll(() => {
      this.directory = mkdtempSync(join(tmpdir(), 'guards-'));
    });
    afterAll(() => rmSync(this.directory, { recursive: true }));
  }

  read(content: string | object, environment: StackEnvironment = ENVIRONMENT) {
    const file = join(this.directory, 'guards.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readGuardsFile(file, environment);
  }

  /** What is said of a file, with its path shortened to its name. */
  complaint(action: () => unknown): string {
    try {
      action();
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message.replaceAll(`${this.directory}/`, '');
      throw error;
    }
    throw new Error('the file was accepted');
  }
}
