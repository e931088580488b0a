import type { Mounted } from './host.ts';

export type OwnDatabase = { url: string; stop(): Promise<unknown> };

/** Starts the database; `onGone` is called when it ends although nobody stopped it. */
export type OpenDatabase = (onGone: () => void) => Promise<OwnDatabase>;

/**
 * The PostgreSQL of the stand-ins that need one: opened when the first of them is asked for, and never the product's own,
 * so that nothing that a stand-in is told can reach what the product keeps.
 */
export class OwnDatabases {
  #opened: Promise<OwnDatabase> | null = null;
  readonly #open: OpenDatabase | undefined;
  /** One at a time for each stand-in: two of them would make the same tables. */
  readonly #attending = new Map<string, Promise<unknown>>();

  constructor(open: OpenDatabase | undefined) {
    this.#open = open;
  }

  /** Brings world and database into line; gives the database's address, null where the stand-in needs none. */
  async attend({ id, sandbox, stored }: Mounted): Promise<string | null> {
    const { attend } = sandbox;
    if (!attend) return null;
    const { url } = await this.#database();
    const before = this.#attending.get(id) ?? Promise.resolve();
    const attending = before.then(() => attend(stored.world, url));
    // Whoever waits for it hears of its failure; the next one tries again.
    this.#attending.set(
      id,
      attending.catch(() => undefined),
    );
    await attending;
    stored.touch();
    return url;
  }

  /** The same, but nothing is started for it: what was seen last is good enough to look at. */
  async attendIfOpen(mounted: Mounted) {
    if (this.#opened) await this.attend(mounted);
  }

  async close() {
    await Promise.all(this.#attending.values());
    await (await this.#opened)?.stop();
  }

  #database(): Promise<OwnDatabase> {
    if (!this.#open) throw new Error('this host has no database for its sandboxes');
    const forget = () => {
      this.#opened = null;
    };
    this.#opened ??= this.#open(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return this.#opened;
  }
}
