import type { Compiler } from './compiler.ts';
import { fixedPlace, placeIn } from './filter.ts';
import { isList, type List, sequence, sequenceOf, settle } from './list.ts';
import type { Follow } from './path.ts';
import { call, literal, type Ref } from './program.ts';
import type { Op, Run } from './run.ts';
import { hasTail, parts, type Tree, text } from './tree.ts';

/** `customer.address.city` or `$record.lines[0].sku`: where it starts, then names, each perhaps with one fixed place. */
type Link = { name: string; place: number | null };

/** Hands over to `follow`, from a step on, as soon as there is a list on the way: then the library's rules for them hold. */
export function compileStraight(steps: readonly Tree[], follow: Ref<Follow>, compiler: Compiler): Ref<Op> | null {
  const { program } = compiler;
  const start = startOf(steps, compiler);
  const links = linksOf(start ? steps.slice(1) : steps);
  if (!links) return null;
  const before = start ? 1 : 0;
  const walk = program.make((all: Follow) => walkOf(all), follow).name;
  const [isArray, itemOf] = [program.use(Array.isArray), program.use(itemAt)];
  const lines = links.map(({ name, place }, at) => {
    const isRead = at > 0 && links[at - 1]?.place === null;
    const stop = `if(typeof v!=='object'||v===null)return;if(${isArray}(v))return ${walk}(v,${at + before},${isRead},r);`;
    const read = `v=${readSource(name, program.use(Object.hasOwn))};`;
    return `${stop}${read}${place === null ? '' : `v=${itemOf}(v,${place});`}`;
  });
  const end = `${program.use(endOfPath)}(v,${links.at(-1)?.place === null})`;
  return program.defineBody(`let v=${start ? call(start) : 'c'};${lines.join('')}return ${isArray}(v)?${end}:v;`);
}

function startOf([first]: readonly Tree[], compiler: Compiler): Ref<Op> | null {
  return first?.type === 'variable' && !hasTail(first) && !first.stages ? compiler.node(first) : null;
}

function linksOf(steps: readonly Tree[]): Link[] | null {
  const links: Link[] = [];
  for (const step of steps) {
    const stages = parts(step, 'stages');
    const place = stages[0] ? fixedPlace(stages[0]) : null;
    const isPlain = step.type === 'name' && !hasTail(step) && !step.keepArray;
    if (!isPlain || stages.length > (place === null ? 0 : 1)) return null;
    links.push({ name: text(step, 'value'), place });
  }
  return links;
}

/** Names that every JavaScript object knows are looked for among the object's own fields; others can only be there. */
function readSource(name: string, hasOwn: string): string {
  const read = `v[${literal(name)}]`;
  return name in Object.prototype ? `${hasOwn}(v,${literal(name)})?${read}:undefined` : read;
}

/** What was just read is settled, as each step's value is; what a fixed place gave is not. */
const walkOf = (follow: Follow) => (list: List, from: number, isRead: boolean, run: Run) => {
  const value = isRead ? settle(list, false) : list;
  const isOpen = isList(value) && (from === 0 || value.cons !== true);
  return value === undefined ? undefined : settle(follow(isOpen ? value : sequence(value), from, run), false);
};

/** The last step of a path opens a sequence and so makes a new one. */
function endOfPath(list: List, isRead: boolean): unknown {
  const value = isRead ? settle(list, false) : list;
  return isList(value) && value.sequence === true ? settle(sequenceOf(value), false) : value;
}

function itemAt(value: unknown, place: number): unknown {
  const settled = settle(value, false);
  if (isList(settled)) return settled[placeIn(place, settled.length)];
  return placeIn(place, 1) === 0 ? settled : undefined;
}
