import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname;
const root = join(here, '../../..');
const { resolve } = createRequire(import.meta.url);

/** The program of a child. */
export const childProgram = join(here, 'child.ts');

/** All that a child may read: its own code, the language of mappings, and the three packages they stand on. */
export const readable: readonly string[] = [
  join(root, 'package.json'),
  join(here, '*'),
  join(root, 'flows/mapping/*'),
  packageFolder('jsonata'),
  join(dirname(fileURLToPath(import.meta.resolve('re2js'))), '..', '*'),
  packageFolder('secure-json-parse'),
];

function packageFolder(name: string): string {
  return join(dirname(resolve(`${name}/package.json`)), '*');
}
