import type { Compiler } from './compiler.ts';
import { fixedPlace, placeIn } from './filter.ts';
import { isList, type List, sequence, sequenceOf, settle } from './list.ts';
import { type Reader, readerOf } from './read-field.ts';
import type { Op, Run } from './run.ts';
import { hasTail, parts, type Tree, text } from './tree.ts';

/** `customer.address.city` or `$record.lines[0].sku`: where it starts, then names, each perhaps with one fixed place. */
type Chain = { start: Op | null; links: { read: Reader; place: number | null }[] };

export function chainOf(steps: readonly Tree[], compiler: Compiler): Chain | null {
  const [first] = steps;
  const start = first?.type === 'variable' && !hasTail(first) && !first.stages ? compiler.node(first) : null;
  const links: Chain['links'] = [];
  for (const step of start ? steps.slice(1) : steps) {
    const stages = parts(step, 'stages');
    const place = stages[0] ? fixedPlace(stages[0]) : null;
    if (step.type !== 'name' || hasTail(step) || step.keepArray || stages.length > (place === null ? 0 : 1))
      return null;
    links.push({ read: readerOf(text(step, 'value')), place });
  }
  return { start, links };
}

/** Hands over to `walk`, from a step on, as soon as there is a list on the way: then the library's rules for them hold. */
export function followChain({ start, links }: Chain, walk: (list: List, from: number, run: Run) => unknown): Op {
  const before = start ? 1 : 0;
  return (context, run) => {
    let value = start ? start(context, run) : context;
    for (let at = 0; at < links.length; at += 1) {
      const link = links[at];
      if (link === undefined || value === undefined) return undefined;
      if (isList(value))
        return walk(at + before > 0 && value.cons === true ? sequence(value) : value, at + before, run);
      value = link.read(value);
      if (link.place !== null) value = itemAt(value, link.place);
    }
    return isList(value) && value.sequence === true ? settle(sequenceOf(value), false) : value;
  };
}

function itemAt(value: unknown, place: number): unknown {
  if (isList(value)) return value[placeIn(place, value.length)];
  return placeIn(place, 1) === 0 ? value : undefined;
}
