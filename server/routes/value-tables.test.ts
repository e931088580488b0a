import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ValueTable } from '#flows/api/value-tables.ts';
import type { Graph } from '#flows/graph.ts';
import type { Otherwise } from '#flows/mapping/value-table.ts';
import { publishOrdersToAccounting, publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

const of = ({ id }: ValueTable) => ({ params: { id } });
const rows = (...pairs: [string, string][]) => pairs.map(([from, to]) => ({ from, to }));
const makeTable = (person: Person, name: string, ...pairs: [string, string][]) =>
  person.call('createValueTable', { body: { name, rows: rows(...pairs) } });

describe('a translation list', () => {
  it('is made, changed, found again and deleted, and every change is a version with who and when', async () => {
    const person = await koppel.person('expert');
    const made = await makeTable(person, 'Carriers', ['postnl', 'PostNL']);
    expect(made).toMatchObject({ version: 1, size: 1, changedBy: 'A person', unknown: 0, flows: [] });
    const more = rows(['postnl', 'PostNL'], ['dhl', 'DHL Parcel']);
    const saved = await person.call('saveValueTable', { ...of(made), body: { rows: more, version: 1 } });
    expect(saved).toMatchObject({
      version: 2,
      rows: more,
      versions: [
        { version: 2, size: 2 },
        { version: 1, size: 1 },
      ],
    });
    const added = await person.call('addTableRow', { ...of(made), body: { from: 'dhl', to: 'DHL' } });
    expect(added.rows).toEqual(rows(['postnl', 'PostNL'], ['dhl', 'DHL']));
    expect((await person.call('listValueTables', {})).items).toMatchObject([{ name: 'Carriers', version: 3, size: 2 }]);
    await person.call('deleteValueTable', of(made));
    expect((await person.call('listValueTables', {})).items).toEqual([]);
  });

  it('that two people change at once keeps the first change and shows it to the second', async () => {
    const person = await koppel.person('merchant');
    const made = await makeTable(person, 'VAT');
    const save = (to: string) =>
      person.ask('saveValueTable', { ...of(made), body: { rows: rows(['21', to]), version: made.version } });
    expect((await save('first')).status).toBe(200);
    expect(await save('second')).toMatchObject({
      status: 409,
      body: { code: 'conflict', current: { version: 2, rows: rows(['21', 'first']) } },
    });
  });

  it('has a name of its own, and no value twice', async () => {
    const person = await koppel.person('merchant');
    await makeTable(person, 'VAT');
    const again = await person.ask('createValueTable', { body: { name: ' VAT ' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'value-table-exists', params: { name: 'VAT' } } });
    const twice = { name: 'Twice', rows: rows(['a', '1'], [' a', '2']) };
    expect(await person.ask('createValueTable', { body: twice })).toMatchObject({ status: 400 });
  });

  it('may be named the same in two organizations, and neither sees the other', async () => {
    const [one, other] = [await koppel.person('admin'), await koppel.person('admin')];
    const made = await makeTable(one, 'VAT', ['21', 'mine']);
    await makeTable(other, 'VAT', ['21', 'yours']);
    expect((await other.call('listValueTables', {})).items).toHaveLength(1);
    for (const name of ['getValueTable', 'exportValueTable', 'deleteValueTable'] as const)
      expect((await other.ask(name, of(made))).status).toBe(404);
    const mapping = { mode: 'expression' as const, expression: '$translate("21", "VAT")' };
    expect(await other.call('previewMapping', { body: { mapping, record: {} } })).toMatchObject({ result: 'yours' });
  });
});

describe('a translation list as a file', () => {
  it('comes back as it went, whatever its values are', async () => {
    const person = await koppel.person('merchant');
    const odd = rows(['a "b", c', 'x;y'], ['new\nline', ''], ['=1+1', 'é 🛒'], ['tab\there', ' '.trim()]);
    const made = await person.call('createValueTable', { body: { name: 'Odd', rows: odd } });
    const { csv, name } = await person.call('exportValueTable', of(made));
    expect(name).toBe('Odd');
    const copy = await makeTable(person, 'Copy', ['gone', 'soon']);
    const brought = await person.call('importValueTable', { ...of(copy), body: { csv, how: 'replace' } });
    expect(brought.rows).toEqual(odd);
  });

  it.each([
    ['commas and a line of names', 'from,to\r\n21,high\r\n9,low\r\n'],
    ['semicolons, as a Dutch Excel writes them', '\ufeffVan;Naar\n21;high\n\n9;low'],
    ['tabs and a third column', '21\thigh\tx\n9\tlow\n'],
    ['the same value again', '21,old\n9,low\n21,high'],
  ])('may have %s', async (_, csv) => {
    const person = await koppel.person('merchant');
    const made = await makeTable(person, 'VAT', ['0', 'none']);
    const added = await person.call('importValueTable', { ...of(made), body: { csv, how: 'add' } });
    expect(new Set(added.rows)).toEqual(new Set(rows(['0', 'none'], ['21', 'high'], ['9', 'low'])));
  });

  it.each([
    ['one column', '21\n9', 'value-table-line', { line: 1 }],
    ['a line without a first column', 'a,b\n,c', 'value-table-line', { line: 2 }],
    ['a quote that never ends', 'a,b\n"c,d', 'value-table-line', undefined],
    [
      'too many lines',
      Array.from({ length: 5001 }, (_, no) => `${no},x`).join('\n'),
      'value-table-too-long',
      { most: 5000 },
    ],
  ])('with %s is refused and changes nothing', async (_, csv, code, params) => {
    const person = await koppel.person('merchant');
    const made = await makeTable(person, 'VAT', ['21', 'high']);
    const answer = await person.ask('importValueTable', { ...of(made), body: { csv, how: 'replace' } });
    expect(answer).toMatchObject({ status: 400, body: { code, ...(params && { params }) } });
    expect(await person.call('getValueTable', of(made))).toMatchObject({ version: 1 });
  });
});

/** The flow's match step also fills `code` from the order's place through the list "Codes". */
async function useTable(person: Person, flowId: string, otherwise: Otherwise = 'stop') {
  const { draft } = await person.call('getFlow', { params: { id: flowId } });
  const graph: Graph = structuredClone(draft.graph);
  const match = graph.nodes.find((node) => node.id === 'match');
  if (!match) throw new Error('No match step');
  const { mapping } = match.settings as { mapping: { rows: object[] } };
  mapping.rows.push({ to: 'code', from: '"strange"', valueTable: { table: 'Codes', otherwise } });
  mapping.rows.push({ to: 'known', from: '$translate("known", "Codes")' });
  await person.call('saveDraft', { params: { id: flowId }, body: { graph, revision: draft.revision } });
}

const publish = (person: Person, id: string) => person.ask('publishFlow', { params: { id }, body: {} });

async function run(person: Person, id: string) {
  const started = await person.call('startRun', { params: { id }, body: { mode: 'live' } });
  return untilEnded(person, started.id);
}

async function sent(person: Person, id: string) {
  const { entries, tables, problem } = await person.call('getRunRecord', { params: { id, no: 0 } });
  return { output: entries.find(({ node }) => node === 'send')?.output, tables, problem };
}

async function again(person: Person, runId: string, version: 'then' | 'now') {
  const body = { records: [{ run: runId, no: 0 }], from: 'start' as const, version, force: true, reason: 'to see' };
  const [made] = (await person.call('replay', { body })).runs;
  if (!made) throw new Error('Nothing was tried again');
  return untilEnded(person, made.id);
}

describe('a flow that translates values', () => {
  it('cannot be published before its list is there, and keeps it from being deleted', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await useTable(person, flow.id);
    const problem = { code: 'flow.table-missing', params: { table: 'Codes' }, node: 'match' };
    expect(await publish(person, flow.id)).toMatchObject({ status: 409, body: { current: { problems: [problem] } } });
    const table = await makeTable(person, 'Codes', ['known', 'K']);
    expect((await publish(person, flow.id)).status).toBe(200);
    expect(await person.ask('deleteValueTable', of(table))).toMatchObject({
      status: 409,
      body: { code: 'value-table-in-use', current: { flows: [{ id: flow.id }] } },
    });
  });

  it('stops at a value that is missing, counts it, and goes on once it is added', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await useTable(person, flow.id);
    const table = await makeTable(person, 'Codes', ['known', 'K']);
    await publish(person, flow.id);
    const first = await run(person, flow.id);
    expect(first.counts).toMatchObject({ attention: first.counts.read, sent: 0 });
    expect(first.tables).toEqual([{ id: table.id, name: 'Codes', version: 1 }]);
    expect((await sent(person, first.id)).problem).toEqual({
      code: 'mapping.value-unknown',
      params: { value: 'strange', table: 'Codes' },
    });
    const missing = (await person.call('getValueTable', of(table))).unknownValues;
    expect(missing).toMatchObject([{ value: 'strange', seen: first.counts.read, run: first.id }]);

    const added = await person.call('addTableRow', { ...of(table), body: { from: 'strange', to: 'S' } });
    expect(added).toMatchObject({ version: 2, unknown: 0, unknownValues: [] });
    const second = await again(person, first.id, 'now');
    const done = await sent(person, second.id);
    expect(done).toMatchObject({ output: { code: 'S', known: 'K' }, tables: [{ name: 'Codes', version: 2 }] });

    await person.call('addTableRow', { ...of(table), body: { from: 'strange', to: 'other' } });
    expect(await sent(person, (await again(person, second.id, 'then')).id)).toEqual(done);
    expect(await sent(person, (await again(person, second.id, 'now')).id)).toMatchObject({ output: { code: 'other' } });
    expect((await sent(person, (await again(person, first.id, 'then')).id)).problem?.code).toBe(
      'mapping.value-unknown',
    );
  });

  it('counts a value that it was told to leave out, and forgets it when a person says so', async () => {
    const person = await koppel.person('admin');
    const { flow } = await publishOrdersToAddress(person);
    await useTable(person, flow.id, 'leave-out');
    const table = await makeTable(person, 'Codes', ['known', 'K']);
    await publish(person, flow.id);
    const first = await run(person, flow.id);
    expect((await sent(person, first.id)).output).not.toHaveProperty('code');
    const second = await run(person, flow.id);
    const { read } = first.counts;
    const [missing] = (await person.call('getValueTable', of(table))).unknownValues;
    expect(missing).toMatchObject({ value: 'strange', seen: read + second.counts.read });
    const forgotten = await person.call('forgetUnknownValue', { ...of(table), body: { value: 'strange' } });
    expect(forgotten.unknownValues).toEqual([]);
  });

  it('that comes from a template brings its lists, and leaves alone those that are there', async () => {
    const person = await koppel.person('admin');
    await makeTable(person, 'Mine', ['a', 'b']);
    await publishOrdersToAccounting(person);
    const named = async () => (await person.call('listValueTables', {})).items.find(({ name }) => name !== 'Mine');
    const brought = await named();
    expect(brought).toMatchObject({ name: 'AccountView VAT codes', version: 1 });
    await person.call('addTableRow', { params: { id: brought?.id ?? '' }, body: { from: 'NL 21', to: '7' } });
    await publishOrdersToAccounting(person);
    expect(await named()).toMatchObject({ id: brought?.id, version: 2, flows: [{}, {}] });
  });
});
