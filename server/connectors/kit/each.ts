import * as z from 'zod';
import type { ConnectorContext } from '../connector.ts';
import { withValueAt } from '../value-at.ts';
import type { Api, Call } from './api.ts';
import { fewAtATime } from './few-at-a-time.ts';
import type { Found } from './reading.ts';

/**
 * A second call for each record of a list, its answer put into the record's document under a name of its own. Without a
 * call, or where there is nothing, the document stays as it is.
 */
export type Each<Settings, Options, View> = {
  call(view: View, options: Options, settings: Settings): Call | null;
  under: string;
};

export async function withEach<Settings, Options, View>(
  { api, each }: { api: Api<Settings>; each?: Each<Settings, Options, View> },
  context: ConnectorContext<Settings>,
  options: Options,
  found: Found<View>[],
): Promise<Found<View>[]> {
  if (!each) return found;
  return fewAtATime(found, async (it) => {
    const call = each.call(it.view, options, context.settings);
    const answer = call && (await api.find(context, call, z.json()));
    return answer === null ? it : { ...it, body: withValueAt(it.body, each.under, answer) };
  });
}
