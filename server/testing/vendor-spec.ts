import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** Vendors' own machine-readable contracts, where they lie beside the checkout; they are not ours to ship. */
const folder = path.join(import.meta.dirname, '../../../shared/reference/specs');

export const hasSpecs = existsSync(folder);

const Content = z.record(z.string(), z.object({ schema: z.looseObject({}).optional() }).or(z.array(z.unknown())));
const Operation = z.looseObject({
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Spec = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
});

/** What an OpenAPI 3.0 document says of one call's bodies; null where it says nothing. */
export type VendorSpec = {
  request(method: string, path: string): z.ZodType | null;
  answer(method: string, path: string, status: number): z.ZodType | null;
};

export function readSpec(...file: string[]): VendorSpec {
  const text = readFileSync(path.join(folder, ...file), 'utf8').replaceAll('#/components/schemas/', '#/definitions/');
  const { paths, components } = Spec.parse(JSON.parse(text));
  const operation = (method: string, asked: string) => {
    const template = Object.keys(paths).find((it) => matches(it, asked) && method.toLowerCase() in (paths[it] ?? {}));
    return template === undefined ? null : Operation.parse(paths[template]?.[method.toLowerCase()]);
  };
  const schemaIn = (content: z.infer<typeof Content> | undefined): z.ZodType | null => {
    // Where a body is described twice (JSON:API too), it is plain JSON that is asked for.
    const first = content?.['application/json'] ?? Object.values(content ?? {})[0];
    const schema = first && !Array.isArray(first) ? first.schema : undefined;
    const whole = { ...schema, definitions: reachable(schema, components.schemas) };
    return schema ? z.fromJSONSchema(whole, { defaultTarget: 'openapi-3.0' }) : null;
  };
  return {
    request: (method, asked) => schemaIn(operation(method, asked)?.requestBody?.content),
    answer: (method, asked, status) => schemaIn(operation(method, asked)?.responses[status]?.content),
  };
}

/** The definitions that a schema leads to: the rest of a large description would only be read for nothing. */
function reachable(schema: unknown, all: Record<string, unknown>): Record<string, unknown> {
  const found = new Map<string, unknown>();
  const queue = [schema];
  for (const it of queue) {
    for (const [, name = ''] of JSON.stringify(it ?? null).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (found.has(name) || !Object.hasOwn(all, name)) continue;
      found.set(name, all[name]);
      queue.push(all[name]);
    }
  }
  return Object.fromEntries(found);
}

/** `/orders/{id}` stands for `/orders/1042`; a literal path is found first where both fit. */
function matches(template: string, asked: string): boolean {
  const [parts, wanted] = [template.split('/'), asked.split('/')];
  return parts.length === wanted.length && parts.every((part, at) => part.startsWith('{') || part === wanted[at]);
}
