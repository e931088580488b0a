import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

export default defineConfig({
  root: path.join(import.meta.dirname, '../..'),
  test: {
    include: ['{flows,server,web}/**/*.test.{ts,tsx}'],
    globalSetup: 'server/testing/global-setup.ts',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Tests start real servers and child processes; a busy machine is slow and not wrong.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
