import jsonata from 'jsonata';
import { sequence } from './list.ts';
import { leave } from './run.ts';

/** A built-in function of jsonata itself: what it does, and the check and completion of its arguments. */
export type Native = {
  readonly implementation: (...args: unknown[]) => unknown;
  readonly signature: { validate(args: unknown[], context: unknown): unknown[] };
};

/** The frame of the library in which its functions are bound; a function of one's own is handed it (documented). */
const frame = await openFrame();

async function openFrame(): Promise<Pick<jsonata.Environment, 'lookup'>> {
  let found: jsonata.Environment | undefined;
  const probe = jsonata('$probe()');
  probe.registerFunction('probe', function () {
    found = this.environment;
  });
  await probe.evaluate(null);
  if (!found) throw new Error('jsonata did not call a function that was registered with it');
  return found;
}

export function nativeOf(name: string): Native {
  const found: unknown = frame.lookup(name);
  if (!isNative(found)) throw new Error(`jsonata has no function ${name}`);
  return found;
}

const isNative = (value: unknown): value is Native =>
  typeof value === 'object' &&
  value !== null &&
  'implementation' in value &&
  typeof value.implementation === 'function' &&
  'signature' in value &&
  typeof value.signature === 'object' &&
  value.signature !== null &&
  'validate' in value.signature;

/** What the library hands to its functions as `this`, as far as those in the subset ask for it. */
export const focusOf = (most: number) => ({ options: { sequence: most }, createSequence: sequence });

const { implementation: toText } = nativeOf('string');

/** $string, and nothing as the empty text: what `&` joins. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (Number.isInteger(value) || typeof value === 'boolean') return String(value);
  const made = toText(value);
  return typeof made === 'string' ? made : leave();
}
