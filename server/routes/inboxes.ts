import { inboxOf, openReceiver, readDelivery } from '#server/connections/receive.ts';
import { findConnection } from '#server/connections/sealed.ts';
import { keepArrivals } from '#server/database/arrivals.ts';
import type { AtOnce } from '#server/jobs/at-once.ts';
import type { Services } from '#server/services.ts';
import type { Call, Handlers } from './handler.ts';
import { notFound } from './refusal.ts';

export function inboxHandlers(services: Services, atOnce: AtOnce): Handlers<'getInbox' | 'sendSample'> {
  const open = async ({ who, params }: Pick<Call<'getInbox'>, 'who' | 'params'>) => {
    const row = await findConnection(services, who.organization.id, params.id);
    const receiver = row && (await openReceiver(services, row));
    if (!receiver) throw notFound();
    return { ...receiver, ...(await inboxOf(services, row)) };
  };
  return {
    getInbox: async (call) => {
      const { inbox, token, receiving, settings } = await open(call);
      const path = `/hooks/${token}`;
      const { publicUrl } = services.config;
      const home = publicUrl ?? `${call.request.protocol}://${call.request.host}`;
      return {
        path,
        address: publicUrl ? new URL(path, publicUrl).href : null,
        code: receiving.code?.(settings, new URL(path, home).href) ?? null,
        arrived: inbox.lastNo,
        arrivedAt: inbox.arrivedAt?.toISOString() ?? null,
        howToSend: receiving.howToSend(settings),
      };
    },
    sendSample: async (call) => {
      const { inbox, receiving, settings } = await open(call);
      const now = services.now();
      const arrival = readDelivery({ receiving, settings }, receiving.sample(settings, inbox.lastNo + 1, now), now);
      await keepArrivals(services.db, inbox, arrival === null ? [] : [arrival], now);
      atOnce.wake(inbox);
      return { ok: true };
    },
  };
}
