import jsonata from 'jsonata';

/** How jsonata checks and completes what a function is called with. */
export type Signature = { validate(args: unknown[], context: unknown): unknown[] };

/** A function as jsonata keeps it: what it does, and the check and completion of its arguments. */
export type Native = {
  readonly implementation: (...args: unknown[]) => unknown;
  readonly signature: Signature;
};

/** What jsonata hands to its functions as `this`, as far as ours ask for it (documented). */
export type Focus = { readonly environment: { lookup(name: string): unknown } };

/**
 * A function that is registered with jsonata: its implementation and, in jsonata's own notation, its arguments. Jsonata
 * lets nobody in who is called otherwise, so that an implementation names the types that its signature promises.
 */
export type Registered = { readonly signature: string; implementation(this: Focus, ...args: unknown[]): unknown };

/** Jsonata's own functions, and those given, by name: as jsonata itself keeps them. */
export async function openNatives(own: Readonly<Record<string, Registered>>): Promise<(name: string) => Native> {
  let found: jsonata.Environment | undefined;
  const probe = jsonata('$probe()');
  probe.registerFunction('probe', function () {
    found = this.environment;
  });
  for (const [name, { implementation, signature }] of Object.entries(own)) {
    probe.registerFunction(name, implementation, signature);
  }
  await probe.evaluate(null);
  const frame = found;
  if (!frame) throw new Error('jsonata did not call a function that was registered with it');
  return (name) => {
    const native: unknown = frame.lookup(name);
    if (!isNative(native)) throw new Error(`jsonata has no function ${name}`);
    return native;
  };
}

/** Jsonata's own, as they are without us. */
export const libraryNative = await openNatives({});

const isNative = (value: unknown): value is Native =>
  typeof value === 'object' &&
  value !== null &&
  'implementation' in value &&
  typeof value.implementation === 'function' &&
  'signature' in value &&
  isSignature(value.signature);

export const isSignature = (value: unknown): value is Signature =>
  typeof value === 'object' && value !== null && 'validate' in value && typeof value.validate === 'function';
