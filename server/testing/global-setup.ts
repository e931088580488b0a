import type { TestProject } from 'vitest/node';
import { startTestServer } from './test-server.ts';

/** One PostgreSQL for the whole run of the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...testServer } = await startTestServer();
  project.provide('testServer', testServer);
  return stop;
}
