import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDueFlows } from '#server/jobs/schedule.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const later = (minutes: number) => ({ ...koppel.services, now: () => new Date(Date.now() + minutes * 60_000) });

/** A flow that looks every minute, not on yet. */
async function pausedFlow() {
  const { flow } = await publishOrdersToAddress(person, { everyMinutes: 1 });
  return flow.id;
}

const runsOf = async (flow: string) => (await person.call('listRuns', { query: { flow } })).items;
/** Waits for runs under way; one that found nothing leaves no trace. */
async function untilQuiet(flow: string) {
  while ((await runsOf(flow)).some(({ endedAt }) => endedAt === null))
    await new Promise((resolve) => setTimeout(resolve, 20));
}
const cursorOf = async (id: string) => (await person.call('getCursor', { params: { id } })).items[0];
const placeOrder = async () =>
  (await person.call('actOnSandbox', { params: { name: 'myonlinestore', action: 'place-order' }, body: {} })).key;

describe('turning a flow on', () => {
  it('needs no words: a script may send nothing at all', async () => {
    const id = await pausedFlow();
    const { koppel: token } = person.cookies;
    const answer = await koppel.app.inject({ method: 'POST', url: `/api/flows/${id}/on`, cookies: { koppel: token } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ on: true });
  });

  it('from now leaves everything older alone and takes what is new', async () => {
    const id = await pausedFlow();
    await person.call('turnOn', { params: { id }, body: { from: 'now' } });
    await startDueFlows(koppel.services);
    await untilQuiet(id);
    expect(await runsOf(id)).toEqual([]);
    const key = await placeOrder();
    await startDueFlows(later(2));
    const [run] = await runsOf(id);
    expect(await untilEnded(person, run?.id ?? '')).toMatchObject({ counts: { read: 1 } });
    const { items } = await person.call('searchRecords', { query: { flow: id } });
    expect(items.map((record) => record.key)).toEqual([key]);
  });

  it('from a day takes what changed since that day, and shows how far it has read', async () => {
    const id = await pausedFlow();
    const moment = new Date(Date.now() - 3 * 86_400_000).toISOString();
    await person.call('turnOn', { params: { id }, body: { from: moment } });
    expect(await cursorOf(id)).toMatchObject({ node: 'get', moment, canStartAt: true });
  });

  it('from the start takes everything again, also after it had gone on', async () => {
    const id = await pausedFlow();
    await person.call('turnOn', { params: { id }, body: { from: 'start' } });
    await startDueFlows(koppel.services);
    const [first] = await runsOf(id);
    const { counts } = await untilEnded(person, first?.id ?? '');
    await person.call('turnOff', { params: { id } });
    await person.call('turnOn', { params: { id }, body: {} });
    await startDueFlows(later(2));
    await untilQuiet(id);
    expect(await runsOf(id)).toHaveLength(1);
    await person.call('turnOn', { params: { id }, body: { from: 'start' } });
    await startDueFlows(later(4));
    const [again] = await runsOf(id);
    expect(await untilEnded(person, again?.id ?? '')).toMatchObject({
      counts: { read: counts.read, sent: 0, alreadyThere: counts.sent },
    });
  });

  it('at something that is no moment is refused', async () => {
    const id = await pausedFlow();
    expect((await person.ask('turnOn', { params: { id }, body: { from: 'yesterday' } })).status).toBe(400);
  });
});

describe('how far a source was read', () => {
  it('can be set to a moment or to the start, and to nothing else by accident', async () => {
    const id = await pausedFlow();
    const set = (body: object) => person.ask('setCursor', { params: { id }, body });
    expect(await cursorOf(id)).toMatchObject({ cursor: null, movedAt: null, moment: null });
    const moment = '2026-10-01T08:00:00.000Z';
    expect((await set({ node: 'get', moment })).status).toBe(200);
    expect(await cursorOf(id)).toMatchObject({ moment });
    expect((await set({ node: 'get', cursor: null })).status).toBe(200);
    expect(await cursorOf(id)).toMatchObject({ cursor: null, moment: null });
    expect((await set({ node: 'get' })).status).toBe(400);
    expect((await set({ node: 'send', cursor: null })).status).toBe(404);
  });

  it('is not moved by a reading that began before a person set it', async () => {
    const id = await pausedFlow();
    await person.call('turnOn', { params: { id }, body: { from: 'start' } });
    const early = { ...koppel.services, now: () => new Date(Date.now() - 60_000) };
    await koppel.services.db.execute(`update flows set next_check_at = now() - interval '1 hour' where id = '${id}'`);
    await startDueFlows(early);
    const [run] = await runsOf(id);
    await untilEnded(person, run?.id ?? '');
    expect(await cursorOf(id)).toMatchObject({ cursor: null });
  });
});
