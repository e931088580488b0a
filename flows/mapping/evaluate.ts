import { compileFill, itemsOf } from './compile/fill.ts';
import { compileFormula, evaluateFormula } from './compile/quick.ts';
import { whenEmpty } from './empty.ts';
import { faultOf, MappingFault } from './fault.ts';
import { compileFields, type Field, type ListField, type Scope, type ValueField } from './fields.ts';
import type { Bindings, Engine } from './formula.ts';
import { place } from './place.ts';
import { type Json, type JsonObject, mostText, type Room, toPlain } from './plain.ts';
import { collectRows, type RowReport } from './report.ts';
import type { Mapping } from './rows.ts';

/** A mapping ready for many records, one at a time: evaluations must not overlap. */
export type PreparedMapping = {
  /** What one parsed record becomes, or a MappingFault. `bindings` are variables that every formula sees. */
  map(record: unknown, bindings?: Bindings): Promise<Json>;
  /** The same, but going on after a fault: what each row gave, and the result as far as it goes. */
  preview(record: unknown, bindings?: Bindings): Promise<Preview>;
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
  const quickly = (record: unknown, bindings: Bindings): JsonObject | null => {
    try {
      return quick?.(record, bindings) ?? null;
    } catch {
      // Going through the rows one by one comes to the same fault and knows its row and place.
      return null;
    }
  };
  const scopeOf = (record: unknown, bindings: Bindings): Scope => ({
    context: record,
    bindings,
    record,
    room: { left: mostText },
  });
  return {
    async map(record, bindings = {}) {
      return quickly(record, bindings) ?? (await fill(fields, scopeOf(record, bindings), strict));
    },
    async preview(record, bindings = {}) {
      const report = collectRows(fields);
      const result = await fill(fields, scopeOf(record, bindings), report);
      return { result, ...report.done() };
    },
  };
}

function prepareDocument(expression: string, engine: Engine): PreparedMapping {
  const formula = compileFormula(expression, engine);
  const map = async (record: unknown, bindings: Bindings = {}) => {
    const result = await plainOf(evaluateFormula(formula, record, bindings), { left: mostText }, null);
    if (result === undefined || result === null) throw new MappingFault({ code: 'mapping.no-result', params: {} });
    return result;
  };
  return {
    map,
    async preview(record, bindings) {
      try {
        return { result: await map(record, bindings), fault: null, rows: [] };
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

async function single(field: ValueField, { context, bindings, room }: Scope): Promise<Json | undefined> {
  const value = field.formula
    ? await plainOf(evaluateFormula(field.formula, context, bindings), room, field.path)
    : undefined;
  return value === undefined || value === null || value === '' ? whenEmpty(field.ifEmpty, field.path) : value;
}

async function list(field: ListField, scope: Scope, listener: Listener): Promise<Json[]> {
  const found = await evaluateFormula(field.forEach, scope.context, scope.bindings);
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
