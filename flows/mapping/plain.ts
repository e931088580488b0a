import { MappingFault } from './fault.ts';
import { FormulaError } from './library-errors.ts';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

/** How much text one record's result may still become; shared by all its rows. */
export type Room = { left: number };
/** About the characters of a record's result as JSON. */
export const mostText = 1_000_000;
const deepest = 200;

/**
 * What jsonata gave as plain JSON: ordinary objects and lists without the library's marks. Undefined stays undefined. A
 * function is no data. Parts that are shared count each time they appear, as they would in the text.
 */
export function toPlain(value: unknown, room: Room, depth = 0): Json | undefined {
  room.left -= typeof value === 'string' ? value.length + 2 : 1;
  if (room.left < 0 || depth > deepest) throw new MappingFault({ code: 'mapping.result-too-big', params: {} });
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return finite(value);
  if (Array.isArray(value)) return plainList(value, room, depth);
  if (!isFields(value) || isLibraryFunction(value)) {
    throw new MappingFault({ code: 'mapping.result-is-function', params: {} });
  }
  return plainObject(value, room, depth);
}

function plainList(list: unknown[], room: Room, depth: number): Json[] {
  return list.map((item) => toPlain(item, room, depth + 1) ?? null);
}

function plainObject(source: Fields, room: Room, depth: number): JsonObject {
  const result: JsonObject = {};
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (name === '__proto__' || isPrototypeOfConstructor(name, value)) continue;
    room.left -= name.length + 3;
    const plain = toPlain(value, room, depth + 1);
    if (plain !== undefined) result[name] = plain;
  }
  return result;
}

/** JSON has no infinity, which would silently become null, and no zero below zero. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new FormulaError('koppel.number', String(value));
  return value === 0 ? 0 : value;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object';

const isLibraryFunction = (value: Fields) => value._jsonata_function === true || value._jsonata_lambda === true;

/** `constructor.prototype` is how a careless reader downstream gets its own prototypes changed. */
const isPrototypeOfConstructor = (name: string, value: unknown) =>
  name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
