import { compileFill, itemsOf } from './compile/fill.ts';
import { compileFormula, evaluateFormula } from './compile/quick.ts';
import { whenEmpty } from './empty.ts';
import { faultOf, MappingFault } from './fault.ts';
import { compileFields, type Field, type ListField, type Scope, type ValueField } from './fields.ts';
import type { Engine } from './formula.ts';
import { place } from './place.ts';
import { type Json, type JsonObject, mostText, type Room, toPlain } from './plain.ts';
import { collectRows, type RowReport } from './report.ts';
import type { Mapping } from './rows.ts';
import { translate } from './translate.ts';
import { stillWorld, type World } from './world.ts';

/** A mapping ready for many records. A world belongs to one evaluation of one record. */
export type PreparedMapping = {
  /** What one parsed record becomes, or a MappingFault. */
  map(record: unknown, world?: World): Promise<Json>;
  /** The same, but going on after a fault: what each row gave, and the result as far as it goes. */
  preview(record: unknown, world?: World): Promise<Preview>;
};

type Preview = { result: Json | undefined; fault: MappingFault | null; rows: RowReport[] };

/** Hears of every row's value and fault; `fault` may throw to end the record. */
type Listener = { value(path: string, value: Json | undefined): void; fault(fault: MappingFault): void };

const strict: Listener = {
  value() {},
  fault(fault) {
    throw fault;
  },
};

/** Makes a mapping ready. Throws a MappingFault when a formula cannot be read or two rows fill the same field. */
export function prepareMapping(mapping: Mapping, engine: Engine): PreparedMapping {
  return mapping.mode === 'rows'
    ? prepareFields(compileFields(mapping.rows, engine))
    : prepareDocument(mapping.expression, engine);
}

function prepareFields(fields: Field[]): PreparedMapping {
  const quick = compileFill(fields);
  const quickly = (record: unknown, world: World): JsonObject | null => {
    try {
      return quick?.(record, world) ?? null;
    } catch {
      // Going through the rows one by one comes to the same fault and knows its row and place.
      world.draws = 0;
      return null;
    }
  };
  const scopeOf = (record: unknown, world: World): Scope => ({
    context: record,
    bindings: world.bindings,
    record,
    world,
    room: { left: mostText },
  });
  return {
    async map(record, world = stillWorld()) {
      return quickly(record, world) ?? (await fill(fields, scopeOf(record, world), strict));
    },
    async preview(record, world = stillWorld()) {
      const report = collectRows(fields);
      const result = await fill(fields, scopeOf(record, world), report);
      return { result, ...report.done() };
    },
  };
}

function prepareDocument(expression: string, engine: Engine): PreparedMapping {
  const formula = compileFormula(expression, engine);
  const map = async (record: unknown, world = stillWorld()) => {
    const result = await plainOf(evaluateFormula(formula, record, world.bindings, world), { left: mostText }, null);
    if (result === undefined || result === null) throw new MappingFault({ code: 'mapping.no-result', params: {} });
    return result;
  };
  return {
    map,
    async preview(record, world) {
      try {
        return { result: await map(record, world), fault: null, rows: [] };
      } catch (error) {
        return { result: undefined, fault: faultOf(error, null), rows: [] };
      }
    },
  };
}

/** Row by row, each by itself: for what is not compiled, for faults and for previews (see compile/fill.ts). */
async function fill(fields: readonly Field[], scope: Scope, listener: Listener): Promise<JsonObject> {
  const result: JsonObject = {};
  for (const field of fields) {
    try {
      const value = 'fields' in field ? await list(field, scope, listener) : await single(field, scope);
      listener.value(field.path, value);
      if (value !== undefined) place(result, field.names, value);
    } catch (error) {
      listener.fault(faultOf(error, field.path));
    }
  }
  return result;
}

async function single(field: ValueField, { context, bindings, world, room }: Scope): Promise<Json | undefined> {
  const value = field.formula
    ? await plainOf(evaluateFormula(field.formula, context, bindings, world), room, field.path)
    : undefined;
  if (value === undefined || value === null || value === '') return whenEmpty(field.ifEmpty, field.path);
  return field.translation ? translate(field.translation, value, world) : value;
}

async function list(field: ListField, scope: Scope, listener: Listener): Promise<Json[]> {
  const found = await evaluateFormula(field.forEach, scope.context, scope.bindings, scope.world);
  const results: Json[] = [];
  for (const item of itemsOf(found)) {
    const inner = { ...scope, context: item, bindings: { ...scope.bindings, record: scope.record } };
    results.push(await fill(field.fields, inner, listener));
  }
  return results;
}

async function plainOf(value: Promise<unknown>, room: Room, path: string | null): Promise<Json | undefined> {
  try {
    return toPlain(await value, room);
  } catch (error) {
    throw faultOf(error, path);
  }
}
