import type { Json, Suggestion } from '../connector.ts';
import { jsonIn, textAt, valueAt } from '../value-at.ts';

/** As much of OpenAPI 3 and Swagger 2 as says where lists are and where records go. */
type Described = { path: string; method: string; operation: Json };

const mostSuggestions = 300;
const deepest = 12;

/** How the forms can be filled from a description of the API; null where the text is none. */
export function suggest(text: string): Suggestion[] | null {
  const document = jsonIn(text);
  if (document === undefined || !(textAt(document, 'openapi') ?? textAt(document, 'swagger'))) return null;
  const all = entriesOf(valueAt(document, 'paths')).flatMap(([path, methods]) =>
    entriesOf(methods).map(([method, operation]): Described => ({ path, method: method.toUpperCase(), operation })),
  );
  const found: Suggestion[] = [];
  for (const one of all) {
    if (found.length >= mostSuggestions) break;
    found.push(...asList(one, all, document), ...asTarget(one));
  }
  return found;
}

const titleOf = ({ path, method, operation }: Described) =>
  `${method} ${path} ${textAt(operation, 'summary') ?? textAt(operation, 'operationId') ?? ''}`.trim().slice(0, 200);

function asTarget(one: Described): Suggestion[] {
  const { path, method } = one;
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return [];
  return [{ side: 'target', operation: 'json', title: titleOf(one), options: { method, path } }];
}

/** A GET without anything to fill in whose answer is a list, or holds one. */
function asList(one: Described, all: Described[], document: Json): Suggestion[] {
  if (one.method !== 'GET' || one.path.includes('{')) return [];
  const found = listIn(schemaOfAnswer(one.operation, document), document);
  if (!found) return [];
  const parameters = [valueAt(one.operation, 'parameters') ?? []].flat().map((it) => resolved(it, document));
  const asked = parameters.flatMap((it) => (textAt(it, 'in') === 'query' ? (textAt(it, 'name') ?? []) : []));
  const single = all.find(
    ({ method, path }) => method === 'GET' && path.startsWith(`${one.path}/{`) && /^[^}]*\}$/.test(path),
  );
  const options = {
    path: one.path,
    list: found.at,
    key: firstLike(found.fields, keyNames) ?? 'id',
    ...pagingFrom(asked),
    sinceParam:
      asked.find((name) => /^(updated|modified|changed).*(after|since|from|min|gte?)$|_since$/i.test(name)) ?? '',
    changedAt: found.fields.find((name) => /^(last_?)?(updated|modified|changed)/i.test(name)) ?? '',
    ...(single && { onePath: single.path.replace(/\{[^}]*\}$/, '{key}') }),
  };
  return [{ side: 'source', operation: 'records', title: titleOf(one), options }];
}

const keyNames = [/^(order|invoice|document)?_?(number|nr|no)$/i, /^(sku|code|reference|key)$/i, /^(id|uuid)$/i];

const firstLike = (names: string[], wanted: RegExp[]) =>
  wanted.flatMap((like) => names.find((name) => like.test(name)) ?? [])[0];

function pagingFrom(asked: string[]): Suggestion['options'] {
  const sizeParam = firstLike(asked, [/^(per_?page|page_?size|limit|size|first|top|\$top)$/i]) ?? '';
  const page = firstLike(asked, [/^(page|page_?number|page_?no)$/i]);
  const offset = firstLike(asked, [/^(offset|skip|start|\$skip)$/i]);
  const cursor = firstLike(asked, [/^(cursor|after|starting_after|page_?token)$/i]);
  if (page) return { paging: 'page', pageParam: page, sizeParam };
  if (offset) return { paging: 'offset', pageParam: offset, sizeParam };
  return cursor ? { paging: 'cursor', pageParam: cursor, sizeParam } : { paging: 'none' };
}

/** The JSON schema of the good answer: OpenAPI 3 keeps it by media type, Swagger 2 beside the description. */
function schemaOfAnswer(operation: Json, document: Json): Json | undefined {
  const responses = valueAt(operation, 'responses') ?? null;
  const good = ['200', '2XX', 'default'].map((status) => fieldOf(responses, status)).find((it) => it !== null);
  const answer = resolved(good ?? null, document);
  const types = entriesOf(valueAt(answer, 'content'));
  // Of several kinds of JSON the plain one is what is asked for.
  const json = types.find(([type]) => type === 'application/json') ?? types.find(([type]) => type.includes('json'));
  return json ? valueAt(json[1], 'schema') : valueAt(answer, 'schema');
}

type Found = { at: string; fields: string[] };

/** Where a schema holds a list of objects, nearest first, and the fields of those objects. */
function listIn(schema: Json | undefined, document: Json): Found | null {
  let level = [{ at: '', schema: resolved(schema ?? null, document) }];
  for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
    for (const one of level) {
      const items = valueAt(one.schema, 'items');
      if (items !== undefined)
        return { at: one.at, fields: propertiesOf(resolved(items, document), document).map(([name]) => name) };
    }
    level = level
      .flatMap((one) =>
        propertiesOf(one.schema, document).map(([name, inner]) => ({
          at: one.at === '' ? name : `${one.at}.${name}`,
          schema: resolved(inner, document),
        })),
      )
      .slice(0, 200);
  }
  return null;
}

/** The properties of a schema, those of the schemas that it is put together from included. */
function propertiesOf(schema: Json, document: Json, depth = 0): [string, Json][] {
  const parts = [valueAt(schema, 'allOf') ?? []].flat();
  const own = entriesOf(valueAt(schema, 'properties'));
  const more = depth > deepest ? [] : parts.flatMap((it) => propertiesOf(resolved(it, document), document, depth + 1));
  return [...own, ...more];
}

/** What a `$ref` within the document points at; one that leads elsewhere, nowhere or around is nothing. */
function resolved(value: Json, document: Json): Json {
  let at = value;
  for (let steps = 0; steps < deepest; steps += 1) {
    const ref = valueAt(at, '$ref');
    if (typeof ref !== 'string') return at;
    if (!ref.startsWith('#/')) return null;
    const names = ref.slice(2).split('/').map(written);
    at = names.reduce<Json>((it, name) => fieldOf(it, name), document);
  }
  return null;
}

/** The fields of an object; nothing else has any. Descriptions are large: nothing of them is copied or checked as a whole. */
const entriesOf = (value: Json | undefined): [string, Json][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** A field whose name may hold dots. */
const fieldOf = (value: Json, name: string): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value[name] ?? null)
    : null;

/** A name as a reference writes it: JSON Pointer (RFC 6901) within an address. */
const written = (name: string) =>
  name
    .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
