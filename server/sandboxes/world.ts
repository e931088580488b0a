import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';

const quietMilliseconds = 300;

/** One sandbox's world, kept in a file between starts; without a folder it lives as long as the process. */
export class StoredWorld {
  world: Json;
  readonly #file: string | null;
  #saved = '';
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  readonly #onError: (error: unknown) => void;

  private constructor(world: Json, file: string | null, onError: (error: unknown) => void) {
    this.world = world;
    this.#file = file;
    this.#onError = onError;
  }

  static async open(folder: string | null, id: string, seed: () => Json, onError: (error: unknown) => void) {
    if (folder === null) return new StoredWorld(seed(), null, onError);
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${id}.json`);
    return new StoredWorld((await readWorld(file)) ?? seed(), file, onError);
  }

  /** Something may have changed: saved soon, many changes at once. */
  touch() {
    if (this.#file === null || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.save().catch(this.#onError);
    }, quietMilliseconds);
  }

  /** Saves now, whole or not at all: a file that is half written would be half a world. */
  save(): Promise<void> {
    const written = this.#writing.then(() => this.#write());
    // Who asked for a save hears of its failure; the next one is made all the same.
    this.#writing = written.catch(() => {});
    return written;
  }

  async close() {
    if (this.#timer) clearTimeout(this.#timer);
    await this.save();
  }

  async #write() {
    const text = JSON.stringify(this.world);
    if (this.#file === null || text === this.#saved) return;
    await writeFile(`${this.#file}.new`, text);
    await rename(`${this.#file}.new`, this.#file);
    this.#saved = text;
  }
}

async function readWorld(file: string): Promise<Json | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return z.json().parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`the sandbox's file ${file} cannot be read: delete it and the sandbox starts afresh`, { cause });
  }
}
