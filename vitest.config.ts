import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/assemblies-directory.ts',
    // Vitest itself leaves a core free, which on two cores is half of them.
    maxWorkers: '100%',
    // The tests patch nothing, so a process may run one file after the other: aws-cdk-lib and the emulator are loaded once.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // The CDK's check of a template against CloudFormation's schemas takes longer than to make it: test/bin/app.test.ts asks for it.
    env: { CDK_VALIDATION: 'false' },
    // A slow or busy machine is no failure.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
