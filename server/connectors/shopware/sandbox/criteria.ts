import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { textsOf } from './world.ts';

const Field = z.string();
const Range = z.object({
  type: z.literal('range'),
  field: Field,
  parameters: z
    .record(z.enum(['gt', 'gte', 'lt', 'lte']), z.string())
    .or(z.partialRecord(z.enum(['gt', 'gte', 'lt', 'lte']), z.string())),
});
const Equals = z.object({
  type: z.literal('equals'),
  field: Field,
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
const EqualsAny = z.object({
  type: z.literal('equalsAny'),
  field: Field,
  value: z.array(z.union([z.string(), z.number()])),
});
const Simple = z.discriminatedUnion('type', [Range, Equals, EqualsAny]);
const Multi = z.object({ type: z.literal('multi'), operator: z.enum(['and', 'or']), queries: z.array(Simple) });
const Filter = z.union([Simple, Multi]);
export type Filter = z.infer<typeof Filter>;

/** The part of the search body that this stand-in knows. */
export const Criteria = z.object({
  page: z.number().int().min(1).default(1),
  limit: z.number().int().min(1).optional(),
  ids: z.array(z.string()).optional(),
  filter: z.array(Filter).default([]),
  sort: z.array(z.object({ field: Field, order: z.enum(['ASC', 'DESC']).default('ASC') })).default([]),
  associations: z.record(z.string(), z.json()).default({}),
  includes: z.record(z.string(), z.array(z.string())).default({}),
  'total-count-mode': z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
});
export type Criteria = z.infer<typeof Criteria>;

/** What stands at a path; every one of a list along the way. */
function valuesAt(value: Json | undefined, [name, ...rest]: string[]): Json[] {
  if (Array.isArray(value)) return value.flatMap((it) => valuesAt(it, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return value === undefined ? [] : [value];
  return typeof value === 'object' && value !== null ? valuesAt(value[name], rest) : [];
}

export function fits(document: Document, filter: Filter): boolean {
  if (filter.type === 'multi') {
    const each = filter.queries.map((it) => fits(document, it));
    return filter.operator === 'or' ? each.some(Boolean) : each.every(Boolean);
  }
  const found = valuesAt(document, filter.field.split('.'));
  if (filter.type === 'equals') return found.some((it) => it === filter.value);
  if (filter.type === 'equalsAny') return found.some((it) => filter.value.some((wanted) => wanted === it));
  const { gte, gt, lte, lt } = filter.parameters;
  const moment = (text: string) => Date.parse(text);
  return found.some((it) => {
    const at = typeof it === 'string' ? moment(it) : Number.NaN;
    if (Number.isNaN(at)) return false;
    return (
      (!gte || at >= moment(gte)) && (!gt || at > moment(gt)) && (!lte || at <= moment(lte)) && (!lt || at < moment(lt))
    );
  });
}

/** A moment before which nothing can fit, where the filter is "changed since": so a long list is not looked at whole. */
export function sinceIn(filters: Filter[]): string | null {
  const [first] = filters;
  if (first?.type !== 'multi' || first.operator !== 'or') return null;
  const moments = first.queries.flatMap((it) =>
    it.type === 'range' && it.parameters.gte ? [Date.parse(it.parameters.gte)] : [],
  );
  return moments.length === first.queries.length && moments.length > 0
    ? new Date(Math.min(...moments)).toISOString()
    : null;
}

const associated = new Set([
  ...['lineItems', 'orderCustomer', 'currency', 'salesChannel', 'stateMachineState', 'billingAddress', 'deliveries'],
  ...['transactions', 'shippingOrderAddress', 'shippingMethod', 'paymentMethod', 'country'],
]);

/** Of what belongs to an entity only that which was asked for by name, and of that in turn. */
export function withAssociations(document: Document, asked: Document): Document {
  const entries = Object.entries(document).flatMap(([name, value]): [string, Json][] => {
    if (!associated.has(name)) return [[name, value]];
    if (!Object.hasOwn(asked, name)) return [];
    const inner = textsOf(textsOf(asked[name]).associations);
    const shown = (it: Json): Json =>
      typeof it === 'object' && it !== null && !Array.isArray(it) ? withAssociations(it, inner) : it;
    return [[name, Array.isArray(value) ? value.map(shown) : shown(value)]];
  });
  return Object.fromEntries(entries);
}
