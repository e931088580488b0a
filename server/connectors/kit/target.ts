import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { ParsedJson, textAt, valueAt } from '../value-at.ts';
import type { Api, Call } from './api.ts';

type Plain = Record<string, unknown>;

/** One record on its way out, with what a call may need of it. */
export type Outgoing<Settings, Options> = { record: Json; key: string; options: Options; settings: Settings };

/** How a record is looked up by its business key. */
export type Lookup<Settings, Options> = {
  call(out: Outgoing<Settings, Options>): Call;
  /** Where the list or the one document stands in the answer; the whole answer without it. */
  list?: string;
  /** Where the other side's own id stands in a document. */
  id: string;
  /**
   * Where the business key stands in a document. Compared with ours, because an API that does not know a filter answers with
   * whatever it has. Left out only where the key is part of the call's path.
   */
  key?: string;
};

/** How a record is written. */
export type Sending<Settings, Options> = {
  call(out: Outgoing<Settings, Options>): Call;
  /** Where the new id stands in the answer; the record's key is taken for it without this. */
  id?: string;
};

type Common<Settings extends Plain, Options extends Plain> = Pick<
  Target<Settings, Options>,
  'title' | 'confidence' | 'factsFrom' | 'options' | 'fields' | 'schema' | 'samples' | 'exampleOptions'
> & { api: Api<Settings> };

/**
 * Made once: an order, an invoice. With `find` a lost answer is settled by asking; with `askFirst` it is asked before the
 * first write too, because the record may be there already.
 */
export function createTarget<Settings extends Plain, Options extends Plain>(
  it: Common<Settings, Options> & {
    create: Sending<Settings, Options>;
    find?: Lookup<Settings, Options>;
    askFirst?: boolean;
  },
): Target<Settings> {
  const { create, find, askFirst, api } = it;
  return defineTarget<Settings, Options>({
    ...commonOf(it),
    ...(askFirst && { askFirst }),
    write: (context, options, record, key) =>
      send(api, context, create, { record, key, options, settings: context.settings }),
    find:
      find &&
      ((context, options, record, key) =>
        lookUp(api, context, find, { record, key, options, settings: context.settings })),
  });
}

/**
 * Brought to a state: a product is created or changed, a stock is set. The same record once more changes nothing, so a lost
 * answer is simply sent again. Without `create` a record that is not there needs a person (`absent` names the problem);
 * without `find` the change names its object itself, by the business key. With `read` what stood there before a change is
 * kept.
 */
export function changeTarget<Settings extends Plain, Options extends Plain>(
  it: Common<Settings, Options> & {
    find?: Lookup<Settings, Options>;
    create?: Sending<Settings, Options>;
    change: { call(out: Outgoing<Settings, Options> & { id: string }): Call };
    /** The call for what stands there under an id, and where in the answer it stands. */
    read?: { call(there: { id: string; options: Options; settings: Settings }): Call; at?: string };
    absent?: string;
  },
): Target<Settings> {
  const { find, create, change, read, absent = 'system.not-there', api } = it;
  return defineTarget<Settings, Options>({
    ...commonOf(it),
    repeatable: true,
    async write(context, options, record, key) {
      const out = { record, key, options, settings: context.settings };
      const there = find ? await lookUp(api, context, find, out) : { id: key };
      if (there) {
        await api.send(context, change.call({ ...out, id: there.id }));
        return { ...there, made: 'updated' };
      }
      if (create) return { ...(await send(api, context, create, out)), made: 'created' };
      throw new PermanentError({ problem: { code: absent, params: { key } } });
    },
    // What is named by its business key has no other id under which it could be gone: it is simply sent again.
    update:
      find &&
      (async (context, options, record, { id, key }) => {
        const out = { record, key, options, settings: context.settings };
        return (await api.sendTo(context, change.call({ ...out, id }))) ? { id } : null;
      }),
    find:
      find &&
      ((context, options, record, key) =>
        lookUp(api, context, find, { record, key, options, settings: context.settings })),
    read:
      read &&
      (async (context, options, id) => {
        const body = await api.find(context, read.call({ id, options, settings: context.settings }), z.json());
        return valueAt(body ?? undefined, read.at ?? '') ?? null;
      }),
  });
}

const commonOf = <Settings extends Plain, Options extends Plain>(it: Common<Settings, Options>) => {
  const { title, confidence, factsFrom, options, fields, schema, samples, exampleOptions } = it;
  return { title, confidence, factsFrom, options, fields, schema, samples, exampleOptions };
};

async function send<Settings, Options>(
  api: Api<Settings>,
  context: ConnectorContext<Settings>,
  { call, id }: Sending<Settings, Options>,
  out: Outgoing<Settings, Options>,
): Promise<Written> {
  if (id === undefined) {
    await api.send(context, call(out));
    return { id: out.key };
  }
  return api.ask(context, call(out), writtenAt(id));
}

/** A good answer without the id that was promised is no good answer: nobody knows what became of the write. */
const writtenAt = (path: string) =>
  ParsedJson.transform((body, { issues, value }): Written => {
    const id = textAt(body, path);
    if (id !== undefined) return { id };
    issues.push({ code: 'custom', path: [path], input: value });
    return z.NEVER;
  });

/** Looks a record up by its business key; null where it is not there. */
async function lookUp<Settings, Options>(
  api: Api<Settings>,
  context: ConnectorContext<Settings>,
  { call, list = '', id, key }: Lookup<Settings, Options>,
  out: Outgoing<Settings, Options>,
): Promise<Written | null> {
  const body = await api.find(context, call(out), ParsedJson);
  const there = valueAt(body ?? undefined, list) ?? [];
  for (const document of Array.isArray(there) ? there : [there]) {
    const found = textAt(document, id);
    if (found !== undefined && (key === undefined || textAt(document, key) === out.key)) return { id: found };
  }
  return null;
}
