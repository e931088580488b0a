import { type Outcome, RunSummary } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import type { Person } from '#server/testing/running-koppel.ts';
import { Broken } from './broken.ts';
import { type Lab, until } from './lab.ts';

/** A flow under trial: what was issued, and what really happened on the other side. */
export type Journey = {
  flowId: string;
  /** The numbers that the source gives. */
  issued: string[];
  /** The target can be asked whether something arrived. */
  canFind: boolean;
  effects(): Promise<string[]>;
};

const at = { x: 0, y: 0 };

type Wishes = {
  everyMinutes?: number;
  /** The books are asked before anything is written, and can be asked again. */
  asks?: boolean;
  /** They want a token of a short life. */
  withToken?: boolean;
  /** Where the books are reached; at their own address without it. */
  host?: string;
};

/** What a flow of a lab is made of. */
export type Place = Pick<Lab, 'person' | 'books'>;

/** A file of orders to the books; of an order with a poisonous number the formula makes nothing. */
export async function fileToBooks(place: Place, issued: string[], wishes: Wishes = {}): Promise<Journey> {
  const { person, books } = place;
  const text = ['number;total', ...issued.map((number, index) => `${number};${totalOf(number, index)}`)].join('\n');
  const file = await person.call('uploadFile', { body: { name: 'orders.csv', text } });
  const csv = await person.call('createConnection', { body: { connector: 'csv', name: 'File' } });
  const source = { connection: csv.id, operation: 'rows', options: { file: file.id } };
  const rows = [
    { to: 'number', from: 'number' },
    { to: 'total', from: poisonous },
  ];
  const flowId = await flowToBooks(place, { ...source, everyMinutes: wishes.everyMinutes ?? null }, rows, wishes);
  return {
    flowId,
    issued,
    canFind: wishes.asks ?? false,
    effects: async () => books.effects.filter((number) => issued.includes(number)),
  };
}

const totalOf = (number: string, index: number) => (number.includes('LARGE') ? 'x'.repeat(5_000_000) : `${index}.50`);

/** Bad data, a formula that never ends, one that eats memory, and all that is well. */
const poisonous = `$contains(number, 'BAD') ? $number('none')
  : $contains(number, 'LOOP') ? ($on := function($n) { $on($n + 1) }; $on(1))
  : $contains(number, 'HOG') ? $reduce([1..40], function($text) { $text & $text }, 'xxxxxxxx')
  : $number(total)`;

/** A published flow from a source to the books; gives its id. */
export async function flowToBooks(
  { person, books }: Place,
  source: Record<string, unknown>,
  rows: { to: string; from: string }[],
  { asks = false, withToken = false, host = books.host, changes = false }: Wishes & { changes?: boolean } = {},
): Promise<string> {
  const door = {
    auth: 'client-credentials',
    tokenUrl: `http://${books.host}/token`,
    clientId: 'us',
    clientSecret: 'ours',
  };
  const settings = { address: `http://${host}`, ...(withToken && door) };
  const connection = await person.call('createConnection', { body: { connector: 'http', name: 'Books', settings } });
  const look = { findPath: '/orders?number={key}', findList: 'orders', findKey: 'number', createPath: '/orders' };
  const target = changes
    ? { operation: 'change', options: { ...look, changePath: '/orders/{id}' } }
    : asks
      ? { operation: 'create', options: look }
      : { operation: 'json', options: { path: '/orders' } };
  const graph: Graph = {
    nodes: [
      { id: 'get', kind: 'source', position: at, settings: source },
      { id: 'match', kind: 'datamapper', position: at, settings: { mapping: { mode: 'rows', rows } } },
      { id: 'send', kind: 'target', position: at, settings: { connection: connection.id, ...target } },
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ],
  };
  const made = await person.call('createFlow', { body: { name: 'To the books', graph } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  return made.id;
}

export const orderNumbers = (count: number, prefix = 'N'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

type Seen = { key: string; outcome: Outcome; problem: Problem | null };

/** Everything of these runs, once nothing in them moves or waits. */
export async function settledRecords(person: Person, runs: string[], seconds: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const id of runs) {
    const ended = async () => {
      const { status, body } = await person.ask('getRun', { params: { id } });
      // The database may be away for a moment longer.
      return status !== 503 && RunSummary.parse(body).endedAt !== null;
    };
    await until(ended, 'the run ends', seconds);
    let after: string | undefined;
    do {
      const page = await person.call('listRunRecords', {
        params: { id },
        query: { limit: 100, ...(after && { after }) },
      });
      seen.push(...page.items.map(({ key, outcome, problem }) => ({ key, outcome, problem })));
      after = page.next ?? undefined;
    } while (after);
  }
  return seen;
}

/** issued = effects and what needs attention and what was left out; nothing twice, nothing in between. */
export async function checkJourney(journey: Journey, seen: Seen[]): Promise<void> {
  const effects = await journey.effects();
  const keys = new Set(seen.map(({ key }) => key));
  const missing = journey.issued.filter((key) => !keys.has(key));
  if (keys.size !== journey.issued.length || missing.length > 0)
    throw new Broken(`${journey.issued.length} issued, ${keys.size} seen`);
  const count = new Map<string, number>();
  for (const key of effects) count.set(key, (count.get(key) ?? 0) + 1);
  const twice = [...count].filter(([, times]) => times > 1).map(([key]) => key);
  if (twice.length > 0) throw new Broken(`sent twice: ${twice.slice(0, 5).join(', ')} (${twice.length})`);
  for (const { key, outcome, problem } of seen) {
    const arrived = count.has(key);
    if (journey.canFind && problem?.code === 'run.outcome-unknown')
      throw new Broken(`${key} waits for a person, and the other side could be asked`);
    if (outcome === 'waiting') throw new Broken(`${key} is in limbo`);
    if ((outcome === 'sent' || outcome === 'already-there') && !arrived)
      throw new Broken(`${key} is said to be sent and is not there`);
    if (outcome === 'left-out' && arrived) throw new Broken(`${key} was left out and is there`);
  }
  const known = [...count.keys()].filter((key) => !keys.has(key));
  if (known.length > 0) throw new Broken(`sent, and unknown here: ${known.join(', ')}`);
}
