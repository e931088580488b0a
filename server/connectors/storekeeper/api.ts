import * as z from 'zod';
import { ConnectionLostError } from '#server/errors.ts';
import type { ConnectorContext, Json } from '../connector.ts';
import type { Call } from '../kit/api.ts';
import { defineApi } from '../kit/api.ts';
import type { Auth } from '../kit/auth.ts';
import { valueAt } from '../value-at.ts';
import type { Settings } from './settings.ts';

export type Context = ConnectorContext<Settings>;

const plugins = "StoreKeeper's own plugins for WooCommerce and Magento, and its PHP client";
export const facts = {
  products: plugins,
  changes: `${plugins}; that several products can be asked for at once is assumed`,
  orders: `${plugins}; that an order is found by its number and that Complete takes its stock is assumed`,
};

/** Who asks stands in the body of every call, beside its arguments (known). Keys of this kind do not expire. */
const inBody: Auth<Settings> = {
  sign({ settings: { account, subaccount, user, apiKey } }, request) {
    const auth = {
      ...{ account, subaccount, user, rights: 'subuser' },
      ...{ mode: 'apikey', apikey: apiKey, client_name: 'Koppel' },
    };
    return { ...request, json: { auth, params: request.json } };
  },
};

/**
 * One address for everything: functions of modules, with positional arguments. A refusal is an answer 200 with `success:
 * false` and a class (known); what the class of a wrong key is called is assumed.
 */
export const storekeeper = defineApi<Settings>({
  base({ apiUrl, apiKey }) {
    if (apiUrl === '' || apiKey === '')
      throw new ConnectionLostError({ problem: { code: 'storekeeper.not-connected-yet', params: {} } });
    return apiUrl;
  },
  auth: inBody,
  refusals: {
    message: ['error'],
    code: ['class'],
    despiteStatus: (body, status) => status < 500 && valueAt(body, 'success') === false,
    table: [
      { code: /(^|::)Auth/, means: 'lost', problem: 'storekeeper.key-refused' },
      { code: /OrderDuplicateNumber$/, means: 'attention', problem: 'storekeeper.number-taken' },
      { means: 'attention', problem: 'storekeeper.refused' },
    ],
  },
});

/** `ShopModule.getOrder` with its arguments; what makes or changes something counts as a write. */
export function callOf(name: string, ...params: Json[]): Call {
  const [module, called = ''] = name.split('.');
  return {
    ...{ method: 'POST', path: '', json: params },
    query: { action: 'request', api: 'fulljson', module, function: called },
    effect: /^(new|update)/.test(called) ? 'write' : 'read',
  };
}

/** Numbers in answers, texts in what is sent by itself. */
export const Id = z.union([z.string(), z.number()]).transform(String);

/** The grammar of filters: a path with slashes, and the comparison behind two underscores (known). */
export const is = (path: string, val: string | number) => ({ name: `${path}__=`, val: String(val) });
export const isOneOf = (path: string, values: string[]) => ({ name: `${path}__in_list`, multi_val: values });

/** `2026-02-12 12:30:26+01`: the short offset is no date that every engine reads. */
export function momentOf(text: string): Date | null {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?:([+-]\d\d)(?::?(\d\d))?|Z)?$/.exec(text);
  if (!parts) return null;
  const [, day, time, hours, minutes = '00'] = parts;
  return new Date(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
}
