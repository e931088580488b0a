import { mostText, type Room } from '../plain.ts';
import { stillWorld, type World } from '../world.ts';

/** One evaluation: what formulas see beside their context, the values of their variables, and the work that is left. */
export type Run = {
  readonly root: unknown;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly vars: unknown[];
  fuel: number;
  /** How much text the record's result may still become. */
  readonly room: Room;
  readonly world: World;
};

/** A compiled node: its value for a context. Throws whatever it likes when the library must have the word. */
export type Op = (context: unknown, run: Run) => unknown;

/**
 * Turns of loops in one evaluation. Far more than an order needs and done in milliseconds; whoever wants more gets it
 * from the library, whose limits can tell what was too much.
 */
const mostTurns = 50_000;

/** The library puts a list around a list that is the record; nothing here knows how to treat that. */
export function startRun(
  root: unknown,
  bindings: Run['bindings'],
  world: World = stillWorld(),
  room: Room = { left: mostText },
): Run {
  if (Array.isArray(root)) leave();
  return { root, bindings, vars: [], fuel: mostTurns, world, room };
}

/** Always the same, for it is thrown for every faulty record and its stack tells nobody anything. */
const left = new Error('Left to the library');

/** Stops compiled code: the library runs the record and says what is wrong with it. */
export function leave(): never {
  throw left;
}

export function spend(run: Run, turns: number): void {
  run.fuel -= turns;
  if (run.fuel < 0) leave();
}
