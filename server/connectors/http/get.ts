import * as z from 'zod';
import type { Json } from '../connector.ts';
import { defineLookup } from '../define.ts';
import { field } from '../form.ts';
import { textAt, valueAt } from '../value-at.ts';
import { filled } from './address.ts';
import { api } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const text = () => z.string().trim().max(2000).default('');

const Options = z.object({
  path: field(z.string().trim().min(1).max(2000), { ...words.getPath, placeholder: '/customers?email={key}' }),
  at: field(text(), { ...words.findList, placeholder: 'customers' }),
  keyAt: field(text(), { ...words.findKey, placeholder: 'email' }),
});
type Options = z.infer<typeof Options>;

/** Anything that an API answers on GET by a key; what answers 404 or an empty list is not there. */
export const get = defineLookup<Settings, Options>({
  title: words.get,
  confidence: 'documented',
  factsFrom: 'RFC 9110',
  options: Options,
  key: words.getKey,
  samples: samples.get,
  exampleOptions: { path: '/shop/by-page/orders/{key}' },
  async look(context, { path, at, keyAt }, key) {
    const answer = await api.find(context, { path: filled(path, { key }) }, z.json());
    return answer === null ? null : theOne(valueAt(answer, at), keyAt, key);
  },
});

/** Of a list the one with the key; an API that does not know a filter answers with whatever it has. */
function theOne(found: Json | undefined, keyAt: string, key: string): Json | null {
  const all = Array.isArray(found) ? found : found === undefined ? [] : [found];
  return all.find((one) => keyAt === '' || textAt(one, keyAt)?.toLowerCase() === key.toLowerCase()) ?? null;
}
