import { faultOf } from '../fault.ts';
import { type Bindings, type Engine, libraryFormula } from '../formula.ts';
import { stillWorld } from '../world.ts';
import { compileFormula, evaluateFormula, type Formula } from './quick.ts';
import { startRun } from './run.ts';

/** What a formula came to: its value written out to the last detail, or the fault with its place. */
export type End = { value: string } | { fault: string; position: number | null };

export type BothWays = {
  /** jsonata by itself. */
  library: End;
  /** As rows and filters evaluate it. */
  ours: End;
  /** The compiled function alone: null when it left the record to the library. */
  quick: string | null;
};

/**
 * A formula to be run for one record after another, by the library and compiled, or null when it is not compiled. Each run
 * gets a record of its own, for the library may change it.
 */
export function bothWays(source: string, engine: Engine) {
  const formula = compileFormula(source, engine);
  if (!formula.quick) return null;
  const alone = libraryFormula(source, engine);
  return async (record: string, bindings: Bindings = {}): Promise<BothWays> => {
    const first = await endOf(() => alone.evaluate(read(record), bindings, stillWorld()));
    // Some places of faults depend on what jsonata ran before: it keeps the last one with the function.
    const library = 'fault' in first ? await endOf(() => alone.evaluate(read(record), bindings, stillWorld())) : first;
    const ours = await endOf(() => evaluateFormula(formula, read(record), bindings, stillWorld()));
    return { library, ours, quick: quickly(formula, record, bindings) };
  };
}

function quickly({ quick }: Formula, record: string, bindings: Bindings): string | null {
  const context = read(record);
  try {
    return quick && written(quick(context, startRun(context, bindings)));
  } catch {
    return null;
  }
}

async function endOf(run: () => Promise<unknown>): Promise<End> {
  try {
    return { value: written(await run()) };
  } catch (error) {
    const { problem, position } = faultOf(error, null);
    return { fault: JSON.stringify(problem), position };
  }
}

const read = (record: string): unknown => (record === '' ? undefined : JSON.parse(record));

/** A value with the kind and the order of everything in it: JSON does not know nothing, -0 or infinity. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, written).join()}]`;
  if (typeof value === 'function' || (typeof value === 'object' && value !== null && '_jsonata_lambda' in value))
    return 'function';
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : `${typeof value} ${value}`;
  return `{${Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${written(inner)}`)}}`;
}
