import type { Receiving } from '../connector.ts';
import { handedOver, readEvents, verify } from './event.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The first product of the stand-in's channel. */
export const firstShopProduct = 116_611;

/** A sales channel is connected by a code (known): a person copies it into the back office, which then sends here by itself. */
export const receiving: Receiving<Settings> = {
  verify,
  read: (_settings, delivery) => readEvents(delivery),
  adopt: handedOver,
  answer: { success: true },
  code: ({ hookToken }, address) =>
    Buffer.from(JSON.stringify({ token: hookToken, webhook_url: address })).toString('base64'),
  howToSend: () => words.howToSend,
  sample({ hookToken }, no, now) {
    const date = `${now.toISOString().slice(0, 19).replace('T', ' ')}+00`;
    const event = { id: no, event: 'updated', details: 'orderable_stock_value', date };
    const payload = {
      ...{ date_newest: date, backref: `ShopModule::ShopProduct(id=${firstShopProduct + no - 1})` },
      events: { [no]: event },
    };
    return {
      headers: { 'content-type': 'application/json', upxhooktoken: hookToken },
      body: Buffer.from(JSON.stringify({ action: 'events', payload })),
    };
  },
};
