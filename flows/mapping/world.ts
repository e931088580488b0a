import type { Focus } from './library-natives.ts';
import type { ValueTables } from './translate.ts';

/** What a formula may know beside its record. Whoever evaluates hands it in, so that the same record gives the same again. */
export type World = {
  /** What counts as now, in milliseconds since 1970. */
  readonly now: number;
  /** Where chance begins: the same seed, the same chances. */
  readonly seed: string;
  /** Chances taken so far. */
  draws: number;
  readonly tables: ValueTables;
  /** Variables that every formula sees, as `$problem` behind "when it fails". */
  readonly bindings: Bindings;
  /** Hears of every value that was asked for and is not in its table. */
  unknown(table: string, value: string): void;
};

export type Bindings = Readonly<Record<string, unknown>>;
export const noBindings: Bindings = {};

/** The world of who says nothing about it: time stands still in 1970, and there are no value tables. */
export const stillWorld = (): World => ({
  now: 0,
  seed: '',
  draws: 0,
  tables: new Map(),
  bindings: noBindings,
  unknown() {},
});

/** Under this name jsonata keeps the world; no formula can write it. */
export const worldName = ' world';

export function worldOf({ environment }: Focus): World {
  const world = environment.lookup(worldName);
  if (!isWorld(world)) throw new Error('A formula is evaluated without a world');
  return world;
}

const isWorld = (value: unknown): value is World => typeof value === 'object' && value !== null && 'seed' in value;

/** The next chance: at least 0 and below 1, spread evenly. Good for a choice, not for a secret. */
export function draw(world: World): number {
  const [high, low] = mixed(world.seed, world.draws);
  world.draws += 1;
  return ((high >>> 5) * 67_108_864 + (low >>> 6)) / 9_007_199_254_740_992;
}

/** Two words that depend on every character of the seed and on the number (MurmurHash3's mixing, public domain). */
function mixed(seed: string, no: number): [number, number] {
  let [high, low] = [0x9e3779b9 ^ no, 0x85ebca6b + no];
  for (let at = 0; at < seed.length; at += 1) {
    const code = seed.charCodeAt(at);
    high = Math.imul(high ^ code, 0xcc9e2d51);
    low = Math.imul(low ^ code, 0x1b873593);
    high = (high << 15) | (high >>> 17);
    low = (low << 13) | (low >>> 19);
  }
  return [finished(high ^ Math.imul(low, 5)), finished(low ^ Math.imul(high, 3))];
}

function finished(word: number): number {
  let mixing = word;
  mixing = Math.imul(mixing ^ (mixing >>> 16), 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return (mixing ^ (mixing >>> 16)) >>> 0;
}
