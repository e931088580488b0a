import type { CageTable } from './cage.ts';
import type { FrameKind } from './frames.ts';

/** About the characters of value tables that one child keeps. */
const mostText = 16_000_000;

/** Which value tables a child has: each is sent once, and when they become too many all are forgotten. */
export class KnownTables {
  private readonly known = new Set<string>();
  private size = 0;

  /** What has to be said to the child before a job with these tables. */
  *introduce(tables: readonly CageTable[]): Generator<[FrameKind, string]> {
    const unknown = tables.filter(({ id }) => !this.known.has(id));
    const more = unknown.reduce((sum, { rows }) => sum + rows.length, 0);
    if (unknown.length === 0) return;
    if (this.size > 0 && this.size + more > mostText) {
      this.known.clear();
      this.size = 0;
      yield ['forget', ''];
      yield* this.introduce(tables);
      return;
    }
    for (const { id, rows } of unknown) {
      this.known.add(id);
      this.size += rows.length;
      yield ['table', `${id}\n${rows}`];
    }
  }
}
