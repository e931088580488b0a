import { FormulaError } from './library-errors.ts';
import type { Json } from './plain.ts';
import type { Translation } from './value-table.ts';
import type { World } from './world.ts';

/** Tables as an evaluation sees them: by name, and in each what goes out by what comes in. */
export type ValueTables = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Somebody asked for a value that the table does not have. */
class UnknownValueError extends FormulaError {
  readonly table: string;

  constructor(table: string, value: string) {
    super('koppel.value-unknown', value);
    this.table = table;
  }
}

/** What stands in the table for one value; nothing when it is not there, and then the world hears of it. */
export function lookUp(name: string, value: unknown, world: World): string | undefined {
  const table = world.tables.get(name);
  if (!table) throw new FormulaError('koppel.table-gone', name);
  const text = textOf(name, value);
  const found = table.get(text);
  if (found === undefined) world.unknown(name, text);
  return found;
}

export function refuseUnknown(name: string, value: unknown): never {
  throw new UnknownValueError(name, textOf(name, value));
}

/** How a value is written in a table: numbers and yes or no as JSON writes them, texts without space around them. */
function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new FormulaError('koppel.not-translatable', name);
}

/** A row's value through its table; of a list, each item. */
export function translate({ table, otherwise }: Translation, value: Json, world: World): Json | undefined {
  if (Array.isArray(value)) return value.flatMap((item) => translate({ table, otherwise }, item, world) ?? []);
  const found = lookUp(table, value, world);
  if (found !== undefined) return found;
  if (otherwise === 'stop') return refuseUnknown(table, value);
  return otherwise === 'leave-out' ? undefined : otherwise.use;
}
