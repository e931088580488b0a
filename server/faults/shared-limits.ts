import { connectSandbox } from '#server/testing/flows.ts';
import { Broken } from './broken.ts';
import { fileToBooks, orderNumbers, settledRecords } from './journeys.ts';
import { type Lab, until } from './lab.ts';
import { openLine } from './line.ts';
import { recovered, startLive, type Trial } from './trial.ts';

const startWorkers = (lab: Lab, count: number) => {
  for (let started = 0; started < count; started += 1) lab.startWorker();
};

/** Several workers need a token at the same moment, and again when it is withdrawn: one is asked for each time. */
export const tokenAtOnce: Trial = async (lab, seed) => {
  const workers = 2 + (seed % 3);
  lab.books.slowness = 20;
  const journey = await fileToBooks(lab, orderNumbers(500), { withToken: true, asks: seed % 2 === 1 });
  const run = await startLive(lab, journey);
  startWorkers(lab, workers);
  await until(() => lab.books.effects.length > 20, 'the first orders arrive');
  expectTokens(lab, 1);
  lab.books.withdrawn = 1;
  const took = await recovered(lab, journey, [run], performance.now());
  expectTokens(lab, 2);
  return took;
};

function expectTokens({ books }: Lab, count: number) {
  if (books.tokens !== count) throw new Broken(`${books.tokens} tokens were asked for instead of ${count}`);
}

/** Calls that were under way together fail together; after them one process asks now and then, and the others leave it alone. */
const mostCallsTogether = 4;

/** The books are down for a while; all workers leave them alone, and all orders arrive when they are back. */
export const circuit: Trial = async (lab, seed) => {
  const workers = 2 + (seed % 3);
  const journey = await fileToBooks(lab, orderNumbers(500));
  lab.books.down = 'away-503';
  const run = await startLive(lab, journey);
  startWorkers(lab, workers);
  await until(() => lab.books.calls.length >= 5, 'the books are found down');
  const downAt = Date.now();
  await until(() => Date.now() - downAt > 14_000, 'they are left alone');
  const late = lab.books.calls.filter((at) => at > downAt + 5000).length;
  const most = workers * mostCallsTogether * 6 + 5;
  if (lab.books.calls.length > most) throw new Broken(`${lab.books.calls.length} calls to a system that is down`);
  if (late > 1) throw new Broken(`${late} calls to a system that is to be left alone`);
  lab.books.down = null;
  return recovered(lab, journey, [run], performance.now());
};

/** What the demo bookkeeping allows at the same moment, and the shop's own calls beside it. */
const mostAtBookkeeping = 4;
const flows = 3;

/** Three flows share a connection, and three workers work for them: together they stay within what the system allows. */
export const budgetShared: Trial = async (lab) => {
  const url = new URL(lab.koppel.environment.KOPPEL_SANDBOX_URL ?? '');
  const line = await openLine({ host: url.hostname, port: Number(url.port) });
  line.latency = 30;
  try {
    const shop = await connectSandbox(lab.person, 'myonlinestore');
    const books = await connectSandbox(lab.person, 'accountview');
    const runs: string[] = [];
    for (let made = 0; made < flows; made += 1) {
      const body = { template: 'orders-to-accounting', connections: { shop, books } };
      const { id } = await lab.person.call('createFlow', { body });
      await lab.person.call('publishFlow', { params: { id }, body: {} });
      runs.push((await lab.person.call('startRun', { params: { id }, body: { mode: 'live' } })).id);
    }
    const struckAt = performance.now();
    for (let more = 0; more < flows; more += 1)
      lab.startWorker(undefined, 1, { KOPPEL_SANDBOX_URL: `http://${line.host}` });
    await settledRecords(lab.person, runs, 60);
    if (line.mostAtOnce > mostAtBookkeeping + flows) throw new Broken(`${line.mostAtOnce} calls at the same moment`);
    return performance.now() - struckAt;
  } finally {
    await line.close();
  }
};
