import { defineConfig } from 'vitest/config';

/** They start processes and let time pass with the wall clock: one after the other, so that none takes it from another. */
const END_TO_END = ['scenarios', 'bin', 'bench', 'docs', 'lib', 'emulator/report', 'emulator/stories'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    globalSetup: 'test/support/assemblies-directory.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'in process',
          include: ['test/**/*.test.ts'],
          exclude: END_TO_END,
          // Vitest itself leaves a core free, which on two cores is half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'end to end', include: END_TO_END, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
