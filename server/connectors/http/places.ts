import * as z from 'zod';
import type { Json } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import type { Call } from '../kit/api.ts';
import { changeTarget, createTarget, type Lookup, type Outgoing } from '../kit/target.ts';
import { withValueAt } from '../value-at.ts';
import { filled, withKey } from './address.ts';
import { api } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const text = (initial = '') => z.string().trim().max(2000).default(initial);

const needed = () => z.string().trim().min(1).max(2000);

const found = {
  findPath: field(needed(), { ...words.findPath, placeholder: '/customers?email={key}' }),
  findList: field(text(), { ...words.findList, placeholder: 'customers' }),
  findKey: field(text(), { ...words.findKey, placeholder: 'email' }),
  idAt: field(text('id'), words.idAt),
};
const createPath = { createPath: field(text(), { ...words.createPath, placeholder: '/customers' }) };
const body = { bodyUnder: field(text(), { ...words.bodyUnder, placeholder: 'customer' }) };

const Create = z.object({ ...found, createPath: createPath.createPath, ...body });
const Change = z.object({
  ...found,
  changeMethod: field(z.enum(['PUT', 'PATCH', 'POST']).default('PUT'), {
    ...words.changeMethod,
    choices: words.methods,
  }),
  changePath: field(needed(), { ...words.changePath, placeholder: '/customers/{id}' }),
  readPath: field(text(), { ...words.readPath, placeholder: '/customers/{id}' }),
  ...createPath,
  ...body,
});

type Any = z.infer<typeof Create>;
type Out<Options> = Outgoing<Settings, Options>;

const lookup = ({ findList, findKey, idAt }: Any): Lookup<Settings, Any> => ({
  call: ({ record, key, options }) => ({ path: filled(options.findPath, withKey(record, { key })) }),
  ...{ list: findList, id: idAt },
  ...(findKey && { key: findKey }),
});

const content = (record: Json, { bodyUnder }: Any): Json =>
  bodyUnder ? withValueAt(undefined, bodyUnder, record) : record;

const creation = ({ bodyUnder, idAt }: Any) => ({
  call: ({ record, key, options }: Out<Any>): Call => ({
    method: 'POST',
    path: filled(options.createPath, withKey(record, { key })),
    json: content(record, options),
  }),
  id: bodyUnder ? `${bodyUnder}.${idAt}` : idAt,
});

const common = {
  ...({ confidence: 'documented', factsFrom: 'RFC 9110', fields: [], schema: z.unknown(), api } as const),
  samples: samples.customers,
};
const example = { findPath: '/shop/customers?email={key}', findList: 'customers', findKey: 'email' };

/** Made once: looked up by its business key where an answer was lost, so that nothing is made twice. */
export const create = (() => {
  const shown = { ...common, title: words.create, options: Create, fields: [] };
  const built = (options: Any) =>
    createTarget<Settings, Any>({ ...shown, askFirst: true, find: lookup(options), create: creation(options) });
  return defineTarget<Settings, Any>({
    ...shown,
    askFirst: true,
    exampleOptions: { ...example, createPath: '/shop/customers' },
    write: (context, options, record, key) => built(options).write(context, options, record, key),
    find: async (context, options, record, key) => (await built(options).find?.(context, options, record, key)) ?? null,
  });
})();

/** Changed where it is, and made where it is not and the form says how. */
export const change = (() => {
  const shown = { ...common, title: words.change, options: Change, fields: [], repeatable: true };
  const built = (options: z.infer<typeof Change>) => {
    const { changeMethod: method, changePath, readPath } = options;
    return changeTarget<Settings, z.infer<typeof Change>>({
      ...shown,
      find: lookup(options),
      ...(options.createPath && { create: creation(options) }),
      change: {
        call: ({ id, key, record }) => ({
          method,
          path: filled(changePath, withKey(record, { key, id })),
          json: content(record, options),
        }),
      },
      ...(readPath && {
        read: { call: ({ id }: { id: string }) => ({ path: filled(readPath, { id }) }), at: options.bodyUnder },
      }),
    });
  };
  return defineTarget<Settings, z.infer<typeof Change>>({
    ...shown,
    exampleOptions: {
      ...{ ...example, changePath: '/shop/customers/{id}', createPath: '/shop/customers' },
      readPath: '/shop/customers/{id}',
    },
    write: (context, options, record, key) => built(options).write(context, options, record, key),
    update: async (context, options, record, there) =>
      (await built(options).update?.(context, options, record, there)) ?? null,
    find: async (context, options, record, key) => (await built(options).find?.(context, options, record, key)) ?? null,
    read: async (context, options, id) => (await built(options).read?.(context, options, id)) ?? null,
  });
})();
