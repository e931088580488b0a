import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The key that wraps every organization's data key: from KOPPEL_SECRET_KEY, else from a file in the data folder that is
 * made once and readable by its owner only.
 */
export async function loadInstanceKey(given: Buffer | null, dataFolder: string): Promise<Buffer> {
  if (given) return given;
  const file = path.join(dataFolder, 'secret-key');
  await mkdir(dataFolder, { recursive: true });
  await makeOnce(file, randomBytes(32).toString('base64'));
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64');
  if (key.length !== 32)
    throw new Error(`The key file ${file} is damaged. Put back a copy, or start with an empty data folder.`);
  return key;
}

/** Several processes may start at once: the file appears whole, and the first one's stays. */
async function makeOnce(file: string, content: string) {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, content, { mode: 0o600 });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
}
