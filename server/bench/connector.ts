import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import type { Json } from '#server/connectors/connector.ts';
import { defineConnector, defineSource } from '#server/connectors/define.ts';
import { field } from '#server/connectors/form.ts';

const same = (text: string): Words => ({ en: text, nl: text, de: text, fr: text });
const Settings = z.object({ address: field(z.url(), { title: same('Address') }) });
type Settings = z.infer<typeof Settings>;
const Options = z.object({ total: field(z.number(), { title: same('Orders') }) });
type Options = z.infer<typeof Options>;

const Order = z.custom<Json & { number: string }>(
  (it) => typeof it === 'object' && it !== null && typeof Reflect.get(it, 'number') === 'string',
);
const Orders = z.object({ orders: z.array(Order), more: z.boolean() });

const orders = defineSource<Settings, Options>({
  title: same('orders'),
  confidence: 'documented',
  options: Options,
  samples: [],
  async read({ http, settings }, { total }, cursor) {
    const page = typeof cursor === 'number' ? cursor : 0;
    const query = { page, of: total };
    const answer = await http.send({ method: 'GET', url: `${settings.address}/orders`, query, effect: 'read' });
    const { orders: found, more } = answer.json(Orders);
    const records = found.map((body) => ({ key: body.number, title: `Order ${body.number}`, body }));
    return { records, next: more ? page + 1 : null, resume: page };
  },
});

/** The bench's own shop; it is no part of the product. */
export const benchConnector = defineConnector({
  title: same('Bench'),
  about: same('Bench'),
  confidence: 'documented',
  settings: Settings,
  howToConnect: [],
  problems: {},
  hosts: ({ address }) => [new URL(address).host],
  check: async () => [],
  sources: { orders },
  targets: {},
  sandbox: null,
});
