import { houseFunctions } from '../functions/house.ts';
import { fitSource } from './arguments.ts';
import type { Compiler } from './compiler.ts';
import { noShortcut, shortcuts } from './exact-values.ts';
import { completed } from './lambda.ts';
import { isList, isObject, within } from './list.ts';
import { environmentOf, focusOf, nativeOf } from './natives.ts';
import { call, type Ref } from './program.ts';
import { type Op, type Run, spend } from './run.ts';
import { outside } from './tree.ts';

/** jsonata's functions of single values, with the arguments they are called with at once (see arguments.ts). */
const ofValues: Record<string, string> = {
  string: 'x',
  boolean: 'x',
  not: 'x',
  exists: 'x',
  type: 'x',
  number: 's n b',
  lowercase: 's',
  uppercase: 's',
  trim: 's',
  length: 's',
  substring: 'sn snn',
  substringBefore: 'ss',
  substringAfter: 'ss',
  pad: 'sn sns',
  round: 'n nn',
  floor: 'n',
  ceil: 'n',
  abs: 'n',
  sqrt: 'n',
  power: 'nn',
  lookup: 'xs',
  formatNumber: 'ns',
  formatBase: 'n nn',
  formatInteger: 'ns',
  parseInteger: 'ss',
  toMillis: 's',
  fromMillis: 'n ns nss',
  base64encode: 's',
  base64decode: 's',
  encodeUrl: 's',
  encodeUrlComponent: 's',
  decodeUrl: 's',
  decodeUrlComponent: 's',
};

/** Those that want a list; a single item is made one. */
const ofLists: Record<string, string> = { sum: 'N', max: 'N', min: 'N', average: 'N', count: 'a', join: 'S Ss' };

/** Those whose arguments the library always looks at first; some go through a list once for each of its items. */
const checkedFirst: ReadonlySet<string> = new Set(
  'append keys reverse merge zip clone error assert now millis random shuffle'.split(' ').concat('distinct', 'spread'),
);
const slowOnLists: ReadonlySet<string> = new Set(['distinct', 'spread']);

/** A call of one of jsonata's own functions; its result as the function gave it. */
export function compileBuiltIn(name: string, given: readonly Ref<Op>[], context: string, compiler: Compiler): Ref<Op> {
  const { program, house } = compiler;
  const values = given.map((_, at) => `v${at}`);
  const assign = given.map((value, at) => `const v${at}=${call(value)};`).join('');
  const complete = `return ${program.use(checked(name, house.most))}([${values.join()}],${context},r);`;
  const kind = ofValues[name] ?? ofLists[name] ?? '';
  const fits = fitSource(kind, values, program);
  if (fits === null) return program.defineBody(assign + complete);
  const others = /^[xa]/.test(kind)
    ? 'false'
    : (fitSource(kind.replace(/\b\w/g, ''), values.slice(1), program) ?? 'true');
  const nothing = `if(v0===undefined&&(${others}))return;`;
  return program.defineBody(`${assign}if(${fits}){${directly(name, values, compiler)}}${nothing}${complete}`);
}

/** The call itself. Some go a shorter way first; those that want a list are given one. */
function directly(name: string, values: readonly string[], { program, house }: Compiler): string {
  const { implementation } = nativeOf(name);
  const shortcut = shortcuts.get(name);
  const full = `return ${program.use(implementation)}(${values.join()});`;
  if (shortcut) {
    return `const s=${program.use(shortcut)}(${values.join()});if(s!==${program.use(noShortcut)})return s;${full}`;
  }
  if (name === 'lookup') return `return ${program.use(lookup)}(v0,v1,${house.most});`;
  if (!Object.hasOwn(ofLists, name)) return full;
  const [, ...more] = values;
  return `return ${program.use(implementation)}(${[`${program.use(asList)}(v0)`, ...more].join()});`;
}

const asList = (value: unknown) => (isList(value) ? value : [value]);

function lookup(value: unknown, key: unknown, most: number): unknown {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? value[key] : undefined;
  return withinList(nativeOf('lookup').implementation.call(focusOf(most), value, key), most);
}

/** The same function as the ones that $map and its like are given: one value, no context. Null when it would take more. */
export function builtInOfOne(name: string, most: number): ((value: unknown, run: Run) => unknown) | null {
  const work = checked(name, most);
  return nativeOf(name).implementation.length === 1 ? (value, run) => work([value], null, run) : null;
}

/** With arguments as they come, and the context that may stand in for one. */
type Work = (given: unknown[], context: unknown, run: Run) => unknown;

function checked(name: string, most: number): Work {
  const isOurs = checkedFirst.has(name) || Object.hasOwn(houseFunctions, name);
  if (!isOurs && ![ofValues, ofLists].some((table) => Object.hasOwn(table, name))) return outside(name);
  const { implementation, signature } = nativeOf(name);
  const focus = focusOf(most);
  return (given, context, run) => {
    const length = isList(given[0]) ? given[0].length : 0;
    spend(run, slowOnLists.has(name) ? length ** 2 : length);
    const complete = completed(signature, given, context);
    return withinList(implementation.apply({ ...focus, environment: environmentOf(run) }, complete), most);
  };
}

const withinList = (value: unknown, most: number) => (isList(value) ? within(value, most) : value);

/** Whether a call gives neither a list nor nothing at all of one, so that there is nothing to settle. */
export const givesOneValue = (name: string) =>
  (Object.hasOwn(ofValues, name) && name !== 'lookup') || Object.hasOwn(ofLists, name);
