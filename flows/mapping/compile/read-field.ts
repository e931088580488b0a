import { isList, isObject, type List, sequence } from './list.ts';

/** One field of any value, as the library's lookup has it: never one of JavaScript's own, and of each item of a list. */
export function readerOf(name: string): (value: unknown) => unknown {
  const read = (value: unknown): unknown => {
    if (isObject(value)) return Object.hasOwn(value, name) ? value[name] : undefined;
    if (!isList(value)) return undefined;
    const found = sequence();
    for (const item of value) collect(read(item), found);
    return found;
  };
  return read;
}

function collect(value: unknown, into: List): void {
  if (isList(value)) for (const item of value) into.push(item);
  else if (value !== undefined) into.push(value);
}
