import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname;
const root = join(here, '../../..');
const { resolve } = createRequire(import.meta.url);

/** All that a child may read: its own code, the language of mappings, and the three packages they stand on. */
const readable = [
  join(root, 'package.json'),
  join(here, '*'),
  join(root, 'flows/mapping/*'),
  join(dirname(resolve('jsonata/package.json')), '*'),
  join(dirname(fileURLToPath(import.meta.resolve('re2js'))), '..', '*'),
  join(dirname(resolve('secure-json-parse/package.json')), '*'),
];

/** Records come and go; what is short-lived in a child need not pile up. */
const lean = '--max-semi-space-size=4';

/** Starts Node with pipes and nothing else: no environment, no other files, network, processes or threads (Node 26). */
export function spawnWalled(heapMb: number, args: readonly string[]): ChildProcessWithoutNullStreams {
  const allowed = readable.map((path) => `--allow-fs-read=${path}`);
  const flags = ['--permission', ...allowed, `--max-old-space-size=${heapMb}`, lean];
  return spawn(process.execPath, [...flags, ...args], { env: {}, stdio: 'pipe' });
}
