import { defineConfig } from 'vitest/config';

/** The tests of the tarball as people use it; `npm test` does not know their ending. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.consumer.ts'],
    globalSetup: 'test/package/tarball.ts',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
