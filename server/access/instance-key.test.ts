import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadInstanceKey } from './instance-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'koppel-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is made once, also when many processes start at once, and only its owner may read it', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadInstanceKey(null, folder)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret-key']);
  expect((await stat(path.join(folder, 'secret-key'))).mode & 0o077).toBe(0);
});

it('that is given is taken as it is', async () => {
  const given = Buffer.alloc(32, 7);
  expect(await loadInstanceKey(given, folder)).toBe(given);
  expect(await readdir(folder)).toEqual([]);
});

it('that is damaged says so instead of sealing with something else', async () => {
  await writeFile(path.join(folder, 'secret-key'), 'short');
  await expect(loadInstanceKey(null, folder)).rejects.toThrow('damaged');
});
