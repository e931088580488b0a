import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { adminApi, type Context } from './admin-api.ts';
import machines from './machines.json' with { type: 'json' };

export type Machine = keyof typeof machines;

/** Which deeds lead from which state to which (documented for orders and deliveries; payments as far as known). */
const Machines = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
const table = Machines.parse(machines);

/** The shortest row of deeds from one state to another, without opening again what is closed; null where there is none. */
export function deedsTo(machine: Machine, from: string, to: string): string[] | null {
  const ways = new Map<string, string[]>([[from, []]]);
  for (const [state, deeds] of ways) {
    if (state === to) return deeds;
    for (const [deed, next] of Object.entries(table[machine]?.[state] ?? {}))
      if (deed !== 'reopen' && !ways.has(next)) ways.set(next, [...deeds, deed]);
  }
  return null;
}

/** One of the three machines of an order: its delivery and its payment each have a state of their own. */
type Stateful = { machine: Machine; id: string; state: string };

const Answer = z.looseObject({ technicalName: z.string() });

/** Customers get mail about every deed unless it says otherwise (documented), so it always says. */
export async function bringTo(
  context: Context,
  { machine, id, state }: Stateful,
  wanted: { state: string; mail: boolean; order: string },
): Promise<void> {
  const deeds = deedsTo(machine, state, wanted.state);
  if (!deeds) {
    const params = { order: wanted.order, state, wanted: wanted.state };
    throw new PermanentError({ problem: { code: 'shopware.no-way-to-state', params } });
  }
  for (const deed of deeds) {
    const path = `/_action/${machine}/${id}/state/${deed}`;
    await adminApi.ask(context, { method: 'POST', path, json: { sendMail: wanted.mail } }, Answer);
  }
}
