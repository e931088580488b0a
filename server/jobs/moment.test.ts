import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

const Sent = z.object({ at: z.number(), day: z.string(), dice: z.number() });

/** A flow whose step takes the time and throws dice, published. */
async function publishDice(person: Person) {
  const { flow } = await publishOrdersToAddress(person);
  const { draft } = await person.call('getFlow', { params: { id: flow.id } });
  const graph: Graph = structuredClone(draft.graph);
  const match = graph.nodes.find((node) => node.id === 'match');
  if (!match) throw new Error('No match step');
  const rows = [
    { to: 'paid', from: 'true' },
    { to: 'at', from: '$millis()' },
    { to: 'day', from: '$now("[Y0001]-[M01]-[D01]")' },
    { to: 'dice', from: '$random()' },
  ];
  match.settings = { mapping: { mode: 'rows', rows } };
  await person.call('saveDraft', { params: { id: flow.id }, body: { graph, revision: draft.revision } });
  return person.call('publishFlow', { params: { id: flow.id }, body: {} });
}

async function sentIn(person: Person, run: string, no: number) {
  const { entries } = await person.call('getRunRecord', { params: { id: run, no } });
  return Sent.parse(entries.find(({ node }) => node === 'send')?.output);
}

async function replayed(person: Person, run: string, version: 'then' | 'now') {
  const body = { records: [{ run, no: 0 }], from: 'start' as const, version, force: true };
  const { runs } = await person.call('replay', { body: { ...body, reason: 'to see' } });
  const again = runs[0]?.id ?? '';
  await untilEnded(person, again);
  return { run: again, sent: await sentIn(person, again, 0) };
}

describe('the time and the chances that a formula takes', () => {
  it('are those of its run: the same as it was then, however often, and new ones as it is now', async () => {
    const person = await koppel.person('admin');
    const flow = await publishDice(person);
    const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } });
    const run = await untilEnded(person, started.id);
    const first = await sentIn(person, run.id, 0);
    expect(first.at).toBe(Date.parse(run.startedAt));
    expect(first.day).toBe(run.startedAt.slice(0, 10));
    expect((await sentIn(person, run.id, 1)).dice).not.toBe(first.dice);

    const then = await replayed(person, run.id, 'then');
    expect(then.sent).toEqual(first);
    expect((await replayed(person, then.run, 'then')).sent).toEqual(first);
    const now = await replayed(person, run.id, 'now');
    expect(now.sent.at).toBeGreaterThan(first.at);
    expect(now.sent.dice).not.toBe(first.dice);
  });

  it('do not make a test fail that was kept yesterday', async () => {
    const person = await koppel.person('admin');
    const flow = await publishDice(person);
    const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'try', sample: true } });
    await untilEnded(person, started.id);
    const body = { run: started.id, no: 0, name: 'Dice' };
    await person.call('keepFlowTest', { params: { id: flow.id }, body });
    const { items } = await person.call('runFlowTests', { params: { id: flow.id } });
    expect(items).toMatchObject([{ ok: true }]);
  });
});
