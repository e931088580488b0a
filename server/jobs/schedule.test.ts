import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringForward, startDueFlows } from '#server/jobs/schedule.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const hour = 3_600_000;
const at = (moment: number) => ({ ...koppel.services, now: () => new Date(moment) });
const runsOf = async (flow: string) => (await person.call('listRuns', { query: { flow } })).items;
const dueAt = async (id: string) => (await person.call('getFlow', { params: { id } })).nextCheckAt ?? '';
const clock = (moment: string, timeZone = 'Europe/Amsterdam') =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(moment));

async function dailyFlow() {
  const { flow } = await publishOrdersToAddress(person, { cron: '30 6 * * *' });
  await person.call('turnOn', { params: { id: flow.id }, body: { from: 'start' } });
  return flow.id;
}

describe('a flow that looks daily at a time', () => {
  it('waits for that time by the clocks of the organization, and then looks once', async () => {
    const id = await dailyFlow();
    const due = await dueAt(id);
    expect(clock(due)).toBe('06:30');
    expect(new Date(due).getTime() - Date.now()).toBeLessThanOrEqual(25 * hour);
    await startDueFlows(koppel.services);
    expect(await runsOf(id)).toEqual([]);
    await startDueFlows(at(Date.parse(due) + 1000));
    const [run, ...more] = await runsOf(id);
    expect(more).toEqual([]);
    expect(await untilEnded(person, run?.id ?? '')).toMatchObject({ trigger: 'schedule', counts: { read: 12 } });
    expect(clock(await dueAt(id))).toBe('06:30');
    expect(Date.parse(await dueAt(id))).toBeGreaterThan(Date.parse(due));
  });

  it('catches up what was missed with one run', async () => {
    const id = await dailyFlow();
    const back = Date.parse(await dueAt(id)) + 5 * 24 * hour + 2 * hour;
    await startDueFlows(at(back));
    await startDueFlows(at(back + 60_000));
    const runs = await runsOf(id);
    expect(runs).toHaveLength(1);
    expect(Date.parse(await dueAt(id))).toBeGreaterThan(back);
    await untilEnded(person, runs[0]?.id ?? '');
  });

  it('follows the time zone that an administrator sets, and no other', async () => {
    const id = await dailyFlow();
    expect(await person.call('getTimeZone', {})).toEqual({ timeZone: 'Europe/Amsterdam' });
    await person.call('setTimeZone', { body: { timeZone: 'Asia/Tokyo' } });
    expect(clock(await dueAt(id), 'Asia/Tokyo')).toBe('06:30');
    expect((await person.ask('setTimeZone', { body: { timeZone: 'Europe/Nowhere' } })).status).toBe(400);
    await person.call('setTimeZone', { body: { timeZone: 'Europe/Amsterdam' } });
    expect(clock(await dueAt(id))).toBe('06:30');
  });
});

it('a flow with a cron line that cannot be read is not published', async () => {
  const { flow } = await publishOrdersToAddress(person);
  const { graph, revision } = flow.draft;
  const [source] = graph.nodes;
  if (!source) throw new Error('The flow has no source');
  source.settings = { ...source.settings, cron: 'every now and then' };
  const saved = await person.call('saveDraft', { params: { id: flow.id }, body: { graph, revision } });
  expect(saved.problems).toMatchObject([{ code: 'flow.settings-wrong', params: { field: 'cron' } }]);
  expect((await person.ask('getCursor', { params: { id: flow.id } })).status).toBe(200);
});

describe('a clock that was wrong', () => {
  it('leaves no check waiting for a time that is none: it is brought forward to where it would be now', async () => {
    const { flow } = await publishOrdersToAddress(person, { everyMinutes: 5 });
    await person.call('turnOn', { params: { id: flow.id }, body: {} });
    await startDueFlows(at(Date.now() + 24 * hour));
    expect(Date.parse(await dueAt(flow.id)) - Date.now()).toBeGreaterThan(24 * hour);
    await bringForward(koppel.services);
    const due = Date.parse(await dueAt(flow.id));
    expect(due - Date.now()).toBeLessThanOrEqual(5 * 60_000);
    await bringForward(at(Date.now() - hour / 2));
    expect(Date.parse(await dueAt(flow.id))).toBeLessThan(due);
    await bringForward(at(Date.now() + 1000));
    expect(Date.parse(await dueAt(flow.id))).toBeLessThan(due);
  });
});
