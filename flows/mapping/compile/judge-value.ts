import { isList, isObject } from './list.ts';
import { leave } from './run.ts';

/** Whether a value counts as yes, as the library's $boolean has it; nothing counts as no. */
export function isYes(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return isNumber(value) && value !== 0;
    default:
      if (isList(value)) return value.length === 1 ? isYes(value[0]) : value.filter(isYes).length > 0;
      return isObject(value) && Object.keys(value).length > 0;
  }
}

/** The library's isNumeric: not NaN, and a fault for infinity. */
export function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  return Number.isFinite(value) ? true : leave();
}

/** The library's deep equality. It would also compare the hidden marks of a list with an object's fields. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, at) => isEqual(item, right[at]));
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    if (names.length !== Object.keys(right).length) return false;
    return names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name]));
  }
  return (isList(left) && isObject(right)) || (isObject(left) && isList(right)) ? leave() : false;
}
