import type { Runner } from './runner.ts';

/** Records arrive as they were read; reading itself happens page by page, before there is a batch. */
export const source: Runner = {
  touchesOutside: false,
  run: async (_step, records) => ({ results: records.map(({ no }) => ({ no, outcome: 'passed' })) }),
};
