import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { flowToBooks, type Journey } from './journeys.ts';
import { type Lab, until } from './lab.ts';

/** An event as a shop sends it: about one order, in one of its versions. */
export type Event = { number: string; version: number };

/** A flow that takes what a shop sends by itself to the books, and that shop. */
export type Shop = {
  journey: Journey;
  connectionId: string;
  /** Sends one event once; null where no answer came. */
  send(event: Event, as?: Partial<Signing>): Promise<number | null>;
  /** Sends events, some at the same time, and each again and again until it is taken; gives every answer that came. */
  sendAll(events: readonly Event[], atOnce?: number): Promise<(number | null)[]>;
};
type Signing = { secret: string; when: Date };

const secret = 'a-secret-that-is-long-enough';
/** A sender waits this long before it sends once more, and gives up after so many times. */
const againMilliseconds = 150;
const mostTimes = 1000;

/** `changes`: a later version of an order changes it at the books; else every order is written once. */
export async function hookToBooks(lab: Lab, issued: string[], { changes = false, asks = false } = {}): Promise<Shop> {
  const { person, books, address } = lab;
  const settings = { signing: 'standard', secret, keyField: 'number', changedField: 'at' };
  const { id } = await person.call('createConnection', { body: { connector: 'webhook', name: 'Hook', settings } });
  const source = { connection: id, operation: 'events', options: {}, everyMinutes: null };
  const rows = ['number', 'version'].map((field) => ({ to: field, from: field }));
  const flowId = await flowToBooks(lab, source, rows, { changes, asks });
  await person.call('turnOn', { params: { id: flowId }, body: { from: 'now' } });
  const { path } = await person.call('getInbox', { params: { id } });

  async function send(event: Event, { secret: key = secret, when = new Date() }: Partial<Signing> = {}) {
    const at = new Date(Date.UTC(2026, 0, 1) + event.version * 1000).toISOString();
    const body = JSON.stringify({ ...event, at });
    const name = `${event.number}-${event.version}`;
    const time = String(Math.floor(when.getTime() / 1000));
    const signature = createHmac('sha256', key).update(`${name}.${time}.${body}`).digest('base64');
    const signed = { 'webhook-id': name, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
    const headers = { 'content-type': 'application/json', ...signed };
    const answer = fetch(`${address}${path}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) });
    return answer.then(
      async ({ status, body: rest }) => {
        await rest?.cancel();
        return status;
      },
      () => null,
    );
  }

  return {
    connectionId: id,
    journey: {
      ...{ flowId, issued, canFind: asks },
      effects: async () => books.effects.filter((number) => issued.includes(number)),
    },
    send,
    async sendAll(events, atOnce = 8) {
      const answers: (number | null)[] = [];
      const queue = events.values();
      const sender = async () => {
        for (const event of queue) {
          for (let times = 0; times < mostTimes; times += 1) {
            const status = await send(event);
            answers.push(status);
            if (status === 202) break;
            await pause(againMilliseconds);
          }
        }
      };
      await Promise.all(Array.from({ length: atOnce }, sender));
      return answers;
    },
  };
}

/** The runs of such a flow, once everything that lies in its inbox has been read. */
export async function runsOfHook({ koppel }: Lab, { connectionId, journey }: Shop): Promise<string[]> {
  const { db } = koppel.services;
  const left = async () => {
    const { rows } = await db.execute(sql`
      select 1 from inboxes where id = ${connectionId} and started_no < last_no
      union all select 1 from runs where flow_id = ${journey.flowId} and reading is not null`);
    return rows.length;
  };
  await until(async () => (await left()) === 0, 'everything in the inbox is read', 120);
  const { rows } = await db.execute<{ id: string }>(sql`select id from runs where flow_id = ${journey.flowId}`);
  return rows.map(({ id }) => id);
}

export const isUp = ({ address }: Pick<Lab, 'address'>) =>
  fetch(`${address}/api/health`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
