import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'koppel-data-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the data folder', () => {
  test('it is made, with its parents, for its owner alone', async () => {
    const inside = path.join(folder, 'a/b');
    await openDataFolder(inside);
    expect((await stat(inside)).mode & 0o777).toBe(0o700);
  });

  test('one that is there already is used', async () => {
    await openDataFolder(folder);
    await expect(openDataFolder(folder)).resolves.toBeUndefined();
  });

  test('where no folder can be, a sentence says what to do', async () => {
    await writeFile(path.join(folder, 'file'), '');
    await expect(openDataFolder(path.join(folder, 'file/data'))).rejects.toThrow(
      /cannot be used .+ set KOPPEL_DATA_DIR to another folder/,
    );
  });
});
