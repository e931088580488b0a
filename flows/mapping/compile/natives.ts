import jsonata from 'jsonata';
import { pad } from '../pad.ts';
import { sequence } from './list.ts';
import { leave } from './run.ts';
import type { Signature } from './scope.ts';

/** A built-in function of jsonata itself: what it does, and the check and completion of its arguments. */
export type Native = {
  readonly implementation: (...args: unknown[]) => unknown;
  readonly signature: Signature;
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

/** The signature sees to it that it is a text, a number and perhaps a text. */
function padAny(text: unknown, width: unknown, filling: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || typeof width !== 'number') return leave();
  return typeof filling === 'string' ? pad(text, width, filling) : pad(text, width);
}

/** $pad is our own, as it is in formulas that the library runs. */
export function nativeOf(name: string): Native {
  const native = readNative(name);
  return name === 'pad' ? { ...native, implementation: padAny } : native;
}

function readNative(name: string): Native {
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
  isSignature(value.signature);

export const isSignature = (value: unknown): value is Signature =>
  typeof value === 'object' && value !== null && 'validate' in value && typeof value.validate === 'function';

/** What the library hands to its functions as `this`, as far as those in the subset ask for it. */
export const focusOf = (most: number) => ({ options: { sequence: most }, createSequence: sequence });

const { implementation: toText } = readNative('string');

/** $string, and nothing as the empty text: what `&` joins. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (Number.isInteger(value) || typeof value === 'boolean') return String(value);
  const made = toText(value);
  return typeof made === 'string' ? made : leave();
}
