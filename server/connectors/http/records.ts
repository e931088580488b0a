import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json, Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { filled } from './address.ts';
import { api } from './api.ts';
import { pagingFields, pagingOf, readingOf, recordFields, sinceFields, sinceOf } from './list-form.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  path: field(z.string().trim().max(2000).default(''), { ...words.listPath, placeholder: '/orders?status=paid' }),
  ...recordFields,
  ...pagingFields,
  ...sinceFields,
  onePath: field(z.string().trim().max(2000).default(''), { ...words.onePath, placeholder: '/orders/{key}' }),
  oneAt: field(z.string().trim().max(500).default(''), { ...words.oneAt, placeholder: 'order' }),
});
type Options = z.infer<typeof Options>;

const common = { title: words.records, confidence: 'documented', factsFrom: 'RFC 9110, RFC 8288' } as const;
const shown = { ...common, options: Options, samples: samplesOf(samples.records) };

/** The list that a person described in the form. */
function described(options: Options): Source<Settings> {
  const { path, list, onePath, oneAt } = options;
  const since = sinceOf(options);
  return listSource<Settings, Options, Json>({
    ...{ ...shown, api, list },
    call: () => ({ path }),
    paging: pagingOf(options),
    ...(since && { since }),
    reading: readingOf(options, options.changedAt),
    one: { call: (key) => ({ path: filled(onePath, { key }) }), at: oneAt },
  });
}

/** Records of any API that answers lists in JSON. */
export const records = defineSource<Settings, Options>({
  ...shown,
  exampleOptions: {
    ...{ path: '/shop/by-page/orders', list: 'orders', key: 'orderNumber', titleAt: 'customer.name', paging: 'page' },
    ...{ pageParam: 'page', sizeParam: 'limit', sinceParam: 'since', changedAt: 'changedAt' },
    ...{ onePath: '/shop/by-page/orders/{key}' },
  },
  read: (context, options, cursor) => described(options).read(context, options, cursor),
  async readOne(context, options, key) {
    const { readOne } = described(options);
    if (options.onePath === '' || !readOne)
      throw new PermanentError({ problem: { code: 'http.no-path-for-one', params: { key } } });
    return readOne(context, options, key);
  },
});
