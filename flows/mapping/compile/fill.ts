import { whenEmpty } from '../empty.ts';
import type { Field, ListField, ValueField } from '../fields.ts';
import { forbiddenNames } from '../names.ts';
import { type JsonObject, mostText, toPlain } from '../plain.ts';
import { translate } from '../translate.ts';
import type { World } from '../world.ts';
import { isList } from './list.ts';
import { literal, Program, type Ref } from './program.ts';
import { type Run, startRun } from './run.ts';

type Fill = (context: unknown, run: Run) => JsonObject;

/** A whole record's mapping as one function, or null when one of its formulas is not in the subset. */
export function compileFill(fields: readonly Field[]): ((record: unknown, world: World) => JsonObject) | null {
  const isQuick = fields.every(
    (field) => isQuickField(field) && (!('fields' in field) || field.fields.every(isQuickField)),
  );
  if (!isQuick) return null;
  const program = new Program();
  const work = program.run(fill(fields, program));
  return (record, world) => work(record, startRun(record, world.bindings, world, { left: mostText }));
}

function isQuickField(field: Field): boolean {
  const formula = 'fields' in field ? field.forEach : field.formula;
  return formula?.quick !== null && !field.names.some((name) => forbiddenNames.has(name));
}

/** Field by field in their order, as fill() of evaluate.ts; it throws where that has to say what is wrong. */
function fill(fields: readonly Field[], program: Program): Ref<Fill> {
  const parents = new Map<string, string>();
  const lines = fields.map((field) => {
    const value = 'fields' in field ? listSource(field, program) : valueSource(field, program);
    return `${value}if(v!==undefined)${placeSource(field.names, parents)}=v;`;
  });
  const names = ['v', ...[...parents.keys()].map((_, at) => `p${at}`)];
  return program.defineBody(`const m={};let ${names.join()};${lines.join('')}return m;`);
}

function valueSource({ formula, ifEmpty, path, translation }: ValueField, program: Program): string {
  const empty = `v=${program.use(whenEmpty)}(${program.use(ifEmpty)},${literal(path)});`;
  if (!formula) return empty;
  const value = `${program.use(toPlain)}(${program.use(formula.quick)}(c,r),r.room)`;
  const through = translation ? `else v=${program.use(translate)}(${program.use(translation)},v,r.world);` : '';
  return `v=${value};if(v===undefined||v===null||v==='')${empty}${through}`;
}

function listSource({ forEach, fields }: ListField, program: Program): string {
  const inner = fill(fields, program).name;
  return `v=${program.use(eachItem)}(${program.use(forEach.quick)}(c,r),${inner},r);`;
}

function eachItem(found: unknown, work: Fill, { root, room, bindings, world }: Run): JsonObject[] {
  const inner = { ...bindings, record: root };
  return itemsOf(found).map((item) => work(item, startRun(item, inner, world, room)));
}

/** Nothing and null make an empty list, one item a list of one. */
export function itemsOf(found: unknown): readonly unknown[] {
  if (found === undefined || found === null) return [];
  return isList(found) ? found : [found];
}

/** The place of a value, and the objects around it: each is made by the first value that is in it. */
function placeSource(names: readonly string[], parents: Map<string, string>): string {
  let around = 'm';
  for (const [at, name] of names.slice(0, -1).entries()) {
    const path = names.slice(0, at + 1).join('.');
    const known = parents.get(path) ?? `p${parents.size}`;
    parents.set(path, known);
    around = `(${known}??=${around}[${literal(name)}]={})`;
  }
  return `${around}[${literal(names.at(-1) ?? '')}]`;
}
