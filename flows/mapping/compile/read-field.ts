import { isList, type List, sequence } from './list.ts';

/** One field of a value, as the library's lookup has it: never one of JavaScript's own, and of each item of a list. */
export type Reader = (value: unknown) => unknown;

/** Names that every JavaScript object knows; reading them without asking would find JavaScript's own. */
const ownToJavaScript = (name: string) => name in Object.prototype;

export function readerOf(name: string): Reader {
  const ofObject = ownToJavaScript(name) ? readOwn(name) : readPlain(name);
  const read: Reader = (value) => {
    if (!isList(value)) return ofObject(value);
    const found = sequence();
    for (const item of value) collect(read(item), found);
    return found;
  };
  return read;
}

const readPlain =
  (name: string): Reader =>
  (value) =>
    isFields(value) ? value[name] : undefined;

const readOwn =
  (name: string): Reader =>
  (value) =>
    isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;

function collect(value: unknown, into: List): void {
  if (isList(value)) for (const item of value) into.push(item);
  else if (value !== undefined) into.push(value);
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
