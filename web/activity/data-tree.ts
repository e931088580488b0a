export type Leaf = { kind: 'text'; text: string } | { kind: 'yes' | 'no' | 'empty' | 'empty-text' };
export type Branch = {
  name: string;
  /** Dotted, the items of a list under `name[]`, the way a connector names its fields. */
  path: string;
  /** Its place among its siblings, when it is an item of a list: 1, 2, 3. */
  place: number | null;
  leaf: Leaf | null;
  list: boolean;
  children: Branch[];
};

/** A record as a tree of named values that people can read, without knowing JSON. */
export function treeOf(value: unknown): Branch[] {
  if (Array.isArray(value)) return value.map((item, at) => branch(item, { name: '', path: '[]', place: at + 1 }));
  if (isObject(value)) return Object.entries(value).map(([name, part]) => named(part, name, ''));
  return [branch(value, { name: '', path: '', place: null })];
}

function named(value: unknown, name: string, under: string): Branch {
  return branch(value, { name, path: under === '' ? name : `${under}.${name}`, place: null });
}

function branch(value: unknown, place: Pick<Branch, 'name' | 'path' | 'place'>): Branch {
  const { path } = place;
  if (Array.isArray(value) && value.length > 0) {
    const children = value.map((item, at) => branch(item, { name: '', path: `${path}[]`, place: at + 1 }));
    return { ...place, leaf: null, list: true, children };
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    const children = Object.entries(value).map(([name, part]) => named(part, name, path));
    return { ...place, leaf: null, list: false, children };
  }
  return { ...place, leaf: leafOf(value), list: false, children: [] };
}

function leafOf(value: unknown): Leaf {
  if (value === '') return { kind: 'empty-text' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no' };
  if (typeof value === 'string' || typeof value === 'number') return { kind: 'text', text: String(value) };
  return { kind: 'empty' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `billingAddress` and `billing_address` -> `Billing address`: for fields that no connector has named. */
export function readableName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (/^[A-Z0-9]+$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
