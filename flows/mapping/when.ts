import type { Graph } from '../graph.ts';
import { DatamapperSettings } from '../kinds/datamapper.ts';
import type { Json, JsonObject } from './plain.ts';
import type { Mapping, MappingRow } from './rows.ts';

/** What happens to a record at its target: it is made there, or what is there is changed. */
export type Way = 'create' | 'update';

/** The rows that are sent on one way only, as the names that lead to their fields; `[]` is every item of a list. */
export type OnlyOn = Record<Way, string[][]>;

/** null where all rows are always sent. */
export function onlyOn(mapping: Mapping): OnlyOn | null {
  if (mapping.mode === 'expression') return null;
  const found: OnlyOn = { create: [], update: [] };
  gather(mapping.rows, [], found);
  return found.create.length + found.update.length === 0 ? null : found;
}

function gather(rows: readonly MappingRow[], within: string[], found: OnlyOn): void {
  for (const row of rows) {
    const names = [...within, ...row.to.split('.')];
    if (row.when === 'create' || row.when === 'update') found[row.when].push(names);
    if ('forEach' in row) gather(row.rows, [...names, '[]'], found);
  }
}

/** The same for what leaves a node; undefined where it is no mapping. */
export function onlyOnFrom(graph: Graph, node: string): OnlyOn | null | undefined {
  const found = graph.nodes.find(({ id }) => id === node);
  return found?.kind === 'datamapper' ? onlyOn(DatamapperSettings.parse(found.settings).mapping) : undefined;
}

/** The same for what arrives at a node: the rows of the last mapping before it. */
export function onlyOnBefore(graph: Graph, node: string): OnlyOn | null {
  const seen = new Set<string>();
  const queue = [node];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { from } of graph.edges.filter((edge) => edge.to === at)) {
      const only = onlyOnFrom(graph, from);
      if (only !== undefined) return only;
      if (!seen.has(from)) queue.push(from);
      seen.add(from);
    }
  }
  return null;
}

/** What a mapped record is on one way: as if the rows of the other way were not there. */
export function contentOn(way: Way, only: OnlyOn, content: Json): Json {
  return only[way === 'create' ? 'update' : 'create'].reduce<Json>(without, content);
}

/** An object that held nothing else goes with its last field. */
function without(content: Json, [name = '', ...rest]: string[]): Json {
  if (name === '[]') return Array.isArray(content) ? content.map((item) => without(item, rest)) : content;
  if (!isObject(content) || !Object.hasOwn(content, name)) return content;
  const { [name]: inner = null, ...others } = content;
  if (rest.length === 0) return others;
  const left = without(inner, rest);
  const emptied = left !== inner && isObject(left) && Object.keys(left).length === 0;
  return emptied ? others : { ...content, [name]: left };
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
