import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

const received = async (person: Person) => (await person.call('listReceived', { params: { name: 'http' } })).items;

async function run(person: Person, flowId: string) {
  const started = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  return untilEnded(person, started.id);
}

const placeOrder = async (person: Person) =>
  (await person.call('actOnSandbox', { params: { name: 'myonlinestore', action: 'place-order' }, body: {} })).key;

const fault = (
  person: Person,
  name: string,
  kind: 'refuse' | 'busy' | 'timeout-after' | 'revoke-token' | 'error',
  times = 1,
) => person.call('faultSandbox', { params: { name }, body: { kind, times } });

const recordOf = async (person: Person, key: string) => {
  const { items } = await person.call('searchRecords', { query: { q: key } });
  const [newest] = items;
  if (!newest) throw new Error(`No record ${key}`);
  return newest;
};

describe('a run', () => {
  it('sends every paid order once, and leaves them alone when it runs again', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    const before = (await received(person)).length;
    const first = await run(person, flow.id);
    expect(first.status).toBe('done');
    expect(first.counts).toEqual({ read: 12, sent: 9, alreadyThere: 0, leftOut: 3, attention: 0, waiting: 0 });
    const second = await run(person, flow.id);
    expect(second.counts).toEqual({ read: 12, sent: 0, alreadyThere: 9, leftOut: 3, attention: 0, waiting: 0 });
    expect(await received(person)).toHaveLength(before + 9);
  });

  it('sends nothing when it is tried out, on the sample or on the shop', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    const before = (await received(person)).length;
    for (const sample of [true, false]) {
      const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'try', sample } });
      const tried = await untilEnded(person, started.id);
      expect(tried.status).toBe('done');
      expect(tried.counts.sent).toBeGreaterThan(0);
    }
    expect(await received(person)).toHaveLength(before);
  });

  it('shows for one order what came in, what was sent and what was answered', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    const key = await placeOrder(person);
    await run(person, flow.id);
    const { run: id, no } = await recordOf(person, key);
    const record = await person.call('getRunRecord', { params: { id, no } });
    expect(record.outcome).toBe('sent');
    expect(record.input).toMatchObject({ number: key, orderlines: expect.any(Array) });
    const sent = record.entries.at(-1);
    expect(sent).toMatchObject({ node: 'send', outcome: 'sent', output: { number: key, paid: true } });
    expect(sent?.exchanges).toHaveLength(1);
    expect(sent?.exchanges[0]?.requestBody).toContain(key);
    expect(sent?.exchanges[0]?.status).toBeLessThan(300);
  });

  it('keeps an order that is refused apart, sends the others, and sends it alone when it is tried again', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await run(person, flow.id);
    const [refused, fine] = [await placeOrder(person), await placeOrder(person)];
    await fault(person, 'http', 'refuse');
    const failed = await run(person, flow.id);
    expect(failed).toMatchObject({ status: 'attention', counts: { sent: 1, attention: 1 } });
    const attention = await person.call('searchRecords', { query: { outcome: 'attention' } });
    expect(attention.items).toHaveLength(1);
    expect([refused, fine]).toContain(attention.items[0]?.key);
    expect(attention.items[0]?.problem?.code).toBe('http.refused');

    const before = (await received(person)).length;
    const { runs } = await person.call('replay', { body: { run: failed.id } });
    const replayed = await untilEnded(person, runs[0]?.id ?? '');
    expect(replayed).toMatchObject({
      status: 'done',
      trigger: 'replay',
      replayOf: failed.id,
      counts: { read: 1, sent: 1 },
    });
    expect(await received(person)).toHaveLength(before + 1);
    expect((await person.call('searchRecords', { query: { outcome: 'attention' } })).items).toEqual([]);
  });

  it('has one effect when two people try the same order again at once', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await run(person, flow.id);
    await placeOrder(person);
    await fault(person, 'http', 'refuse');
    const failed = await run(person, flow.id);
    const before = (await received(person)).length;
    // The second may come when the first is through already; then nothing is left to try again.
    const answers = await Promise.all([1, 2].map(() => person.ask('replay', { body: { run: failed.id } })));
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 404)).toBe(true);
    const { items } = await person.call('listRuns', { query: { flow: flow.id } });
    const replays = items.filter(({ trigger }) => trigger === 'replay');
    const ends = await Promise.all(replays.map(({ id }) => untilEnded(person, id)));
    expect(ends.map((end) => end.counts.sent).reduce((sum, sent) => sum + sent)).toBe(1);
    expect(await received(person)).toHaveLength(before + 1);
  });

  it('waits as long as a busy system asks, and then sends', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await run(person, flow.id);
    const key = await placeOrder(person);
    await fault(person, 'http', 'busy', 2);
    const end = await run(person, flow.id);
    expect(end).toMatchObject({ status: 'done', counts: { sent: 1, attention: 0 } });
    const { run: id, no } = await recordOf(person, key);
    const record = await person.call('getRunRecord', { params: { id, no } });
    expect(record.entries.at(-1)).toMatchObject({ outcome: 'sent', attempts: 3 });
  });

  it('gets an order anew from the shop when a person asks for that', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await run(person, flow.id);
    const key = await placeOrder(person);
    await fault(person, 'http', 'refuse');
    await run(person, flow.id);
    const failed = await recordOf(person, key);
    const { runs } = await person.call('replay', {
      body: { records: [{ run: failed.run, no: failed.no }], from: 'source' },
    });
    expect(await untilEnded(person, runs[0]?.id ?? '')).toMatchObject({ status: 'done', counts: { read: 1, sent: 1 } });
  });
});
