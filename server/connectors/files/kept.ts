import { createHash } from 'node:crypto';

const idleMs = 15_000;
const most = 20;

type Kept<T> = { it: T; timer: NodeJS.Timeout };

/**
 * Open readers between two pages of one reading, by the place where each stands, so that a long file is opened once and not
 * once per page. It is only a shortcut: a page for which nothing is kept is read from its cursor.
 */
export class KeptReaders<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #close: (it: T) => void;

  constructor(close: (it: T) => void) {
    this.#close = close;
  }

  keep(name: string, it: T) {
    this.#drop(name);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= most && oldest !== undefined) this.#drop(oldest);
    const timer = setTimeout(() => this.#drop(name), idleMs);
    timer.unref();
    this.#kept.set(name, { it, timer });
  }

  take(name: string): T | null {
    const kept = this.#kept.get(name);
    if (!kept) return null;
    clearTimeout(kept.timer);
    this.#kept.delete(name);
    return kept.it;
  }

  #drop(name: string) {
    const it = this.take(name);
    if (it !== null) this.#close(it);
  }
}

/** Settings are a part of the name, and with them secrets: only the digest is kept. */
export const nameOf = (...parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
