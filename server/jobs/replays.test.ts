import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '#flows/graph.ts';
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

/** A flow that has run once, in an organization of its own. */
async function ranOnce() {
  const person = await koppel.person('admin');
  const { flow } = await publishOrdersToAddress(person);
  return { person, flow, first: await run(person, flow.id) };
}

/** The flow's match step also fills `country`, from now on. */
async function publishCountry(person: Person, flowId: string, from = '"NL"') {
  const { draft } = await person.call('getFlow', { params: { id: flowId } });
  const graph: Graph = structuredClone(draft.graph);
  const match = graph.nodes.find((node) => node.id === 'match');
  if (!match) throw new Error('No match step');
  const { mapping } = match.settings as { mapping: { rows: object[] } };
  mapping.rows.push({ to: 'country', from });
  await person.call('saveDraft', { params: { id: flowId }, body: { graph, revision: draft.revision } });
  await person.call('publishFlow', { params: { id: flowId }, body: { note: 'with the country' } });
}

/** The records of a run with one outcome. */
const recordsOf = async (person: Person, id: string, outcome: 'sent' | 'left-out' | 'attention') =>
  (await person.call('listRunRecords', { params: { id }, query: { outcome } })).items;

async function refusedOrder(person: Person, flowId: string) {
  await person.call('actOnSandbox', { params: { name: 'myonlinestore', action: 'place-order' }, body: {} });
  await person.call('faultSandbox', { params: { name: 'http' }, body: { kind: 'refuse', times: 1 } });
  const failed = await run(person, flowId);
  const [record] = await recordsOf(person, failed.id, 'attention');
  if (!record) throw new Error('Nothing was refused');
  return record;
}

describe('a look ahead at trying again', () => {
  it('shows field by field what would be sent now beside what was sent then, and sends nothing', async () => {
    const { person, flow, first } = await ranOnce();
    await publishCountry(person, flow.id);
    const [record] = await recordsOf(person, first.id, 'sent');
    const before = (await received(person)).length;
    const names = [{ run: first.id, no: record?.no ?? -1 }];
    const preview = await person.call('previewReplay', { body: { records: names, from: 'start', force: true } });
    expect(preview).toMatchObject({ total: 1, leftAlone: 0 });
    expect(preview.items[0]).toMatchObject({ key: record?.key, outcome: 'would-send', input: { number: record?.key } });
    const [target] = preview.items[0]?.targets ?? [];
    expect(target).toMatchObject({ node: 'send', before: { number: record?.key }, after: { country: 'NL' } });
    expect(target?.differences).toEqual([{ path: ['country'], after: 'NL' }]);
    const asThen = await person.call('previewReplay', {
      body: { records: names, from: 'start', version: 'then', force: true },
    });
    expect(asThen.items[0]?.targets[0]?.differences).toEqual([]);
    expect(await received(person)).toHaveLength(before);
  });

  it('says how many are already there and will be left alone', async () => {
    const { person, flow } = await ranOnce();
    const refused = await refusedOrder(person, flow.id);
    const all = await person.call('previewReplay', { body: { filter: { flow: flow.id }, from: 'start' } });
    expect(all).toMatchObject({ total: 13, leftAlone: 9 });
    expect(all.items.find(({ key }) => key === refused.key)?.outcome).toBe('would-send');
    expect(all.items.filter(({ outcome }) => outcome === 'left-out')).toHaveLength(3);
  });

  it('shows what went wrong when the flow cannot make anything of a record any more', async () => {
    const { person, flow, first } = await ranOnce();
    await publishCountry(person, flow.id, '$number("x")');
    const [record] = await recordsOf(person, first.id, 'sent');
    const preview = await person.call('previewReplay', {
      body: { records: [{ run: first.id, no: record?.no ?? -1 }], from: 'start' },
    });
    expect(preview.items[0]).toMatchObject({ outcome: 'attention', node: 'match' });
    expect(preview.items[0]?.targets[0]).toMatchObject({ node: 'send', outcome: 'attention', differences: [] });
    expect(preview.items[0]?.targets[0]).not.toHaveProperty('after');
  });

  it('asks the shop for the record as it is now when it would begin there', async () => {
    const { person, first } = await ranOnce();
    const [record] = await recordsOf(person, first.id, 'sent');
    const preview = await person.call('previewReplay', {
      body: { records: [{ run: first.id, no: record?.no ?? -1 }], from: 'source' },
    });
    expect(preview.items[0]).toMatchObject({ outcome: 'already-there', input: { number: record?.key } });
  });
});

describe('trying again', () => {
  it('takes every record that matches, each once, however often it was tried', async () => {
    const { person, flow } = await ranOnce();
    const refused = await refusedOrder(person, flow.id);
    const filter = { flow: flow.id, outcome: 'attention' as const, problem: 'http.refused' };
    expect((await person.ask('replay', { body: { filter: { ...filter, problem: 'http.other' } } })).status).toBe(404);
    const { runs } = await person.call('replay', { body: { filter } });
    const end = await untilEnded(person, runs[0]?.id ?? '');
    expect(end).toMatchObject({ status: 'done', counts: { read: 1, sent: 1 } });
    expect((await person.ask('replay', { body: { filter } })).status).toBe(404);
    const again = await person.call('replay', { body: { filter: { flow: flow.id, q: refused.key }, from: 'start' } });
    expect(await untilEnded(person, again.runs[0]?.id ?? '')).toMatchObject({ counts: { read: 1, alreadyThere: 1 } });
  });

  it('begins at the step that is named, with what went into it', async () => {
    const { person, flow, first } = await ranOnce();
    await publishCountry(person, flow.id);
    const [record] = await recordsOf(person, first.id, 'sent');
    const records = [{ run: first.id, no: record?.no ?? -1 }];
    const from = (node: string) => ({
      records,
      from: 'node' as const,
      node,
      force: true,
      reason: 'The books were reset',
    });
    const late = await person.call('previewReplay', { body: from('keep') });
    expect(late.items[0]?.targets[0]?.differences).toEqual([]);
    const early = await person.call('previewReplay', { body: from('match') });
    expect(early.items[0]?.targets[0]?.differences).toHaveLength(1);
    const { runs } = await person.call('replay', { body: from('keep') });
    const end = await untilEnded(person, runs[0]?.id ?? '');
    expect(end.replay).toMatchObject({ from: 'node', node: 'keep', force: true });
    expect(end.counts).toMatchObject({ read: 1, sent: 1 });
    expect((await person.ask('replay', { body: { ...from('gone') } })).status).toBe(409);
    expect((await person.ask('replay', { body: { records, from: 'node' } })).status).toBe(400);
  });

  it('sends what is already there once more only when an expert forces it and says why', async () => {
    const { person, first } = await ranOnce();
    const [record] = await recordsOf(person, first.id, 'sent');
    const records = [{ run: first.id, no: record?.no ?? -1 }];
    const before = (await received(person)).length;
    expect((await person.ask('replay', { body: { records, from: 'start', force: true } })).status).toBe(400);
    const merchant = await koppel.person('merchant', person.organizationId);
    const wish = { records, from: 'start' as const, force: true, reason: 'It was deleted there' };
    expect((await merchant.ask('replay', { body: wish })).status).toBe(403);
    expect((await merchant.ask('previewReplay', { body: wish })).status).toBe(403);
    const { runs } = await person.call('replay', { body: wish });
    expect(await untilEnded(person, runs[0]?.id ?? '')).toMatchObject({
      counts: { sent: 1 },
      reason: 'It was deleted there',
    });
    expect(await received(person)).toHaveLength(before + 1);
    const unforced = await person.call('replay', { body: { records, from: 'start' } });
    expect(await untilEnded(person, unforced.runs[0]?.id ?? '')).toMatchObject({ counts: { alreadyThere: 1 } });
  });

  it('sends one record as an expert edited it, and keeps who changed what and why', async () => {
    const { person, flow } = await ranOnce();
    const refused = await refusedOrder(person, flow.id);
    const records = [{ run: refused.run, no: refused.no }];
    const asIs = await person.call('previewReplay', { body: { records } });
    const input = asIs.items[0]?.input;
    expect(input).toMatchObject({ number: refused.key, paid: true });
    const edited = { ...(input as object), number: `${refused.key}-B` };
    const seen = await person.call('previewReplay', { body: { records, edited } });
    expect(seen.items[0]?.edits).toEqual([{ path: ['number'], before: refused.key, after: `${refused.key}-B` }]);
    expect((await person.ask('replay', { body: { records, edited } })).status).toBe(400);
    const merchant = await koppel.person('merchant', person.organizationId);
    const reason = 'The number has to end in B';
    expect((await merchant.ask('replay', { body: { records, edited, reason } })).status).toBe(403);
    const { runs } = await person.call('replay', { body: { records, edited, reason } });
    const end = await untilEnded(person, runs[0]?.id ?? '');
    expect(end).toMatchObject({ counts: { sent: 1 }, reason, startedBy: 'A person' });
    expect(end.replay?.edits).toEqual(seen.items[0]?.edits);
    expect(JSON.stringify(await received(person))).toContain(`${refused.key}-B`);
  });
});
