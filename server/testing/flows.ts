import type { FlowNode, Graph } from '#flows/graph.ts';
import type { SourceSettings } from '#flows/kinds/source.ts';
import type { Person } from './running-koppel.ts';

/** Connects a stand-in and gives the connection's id. */
export async function connectSandbox(person: Person, connector: string): Promise<string> {
  const made = await person.call('createConnection', { body: { connector, name: `Demo ${connector}`, sandbox: true } });
  return made.id;
}

const at = { x: 0, y: 0 };
const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  id,
  kind,
  position: at,
  settings,
});

/** Changes to the source's settings: how often it looks. */
type Schedule = Partial<SourceSettings>;

/** Orders of the demo shop -> match fields -> only paid ones -> POST to the demo address. */
function ordersToAddress(connections: { shop: string; address: string }, schedule: Schedule): Graph {
  const rows = [
    { to: 'number', from: 'number' },
    { to: 'paid', from: 'payment.status.id = 1' },
    { to: 'lines', forEach: 'orderlines', rows: [{ to: 'quantity', from: 'quantity' }] },
  ];
  return {
    nodes: [
      step('get', 'source', {
        connection: connections.shop,
        operation: 'orders',
        options: {},
        everyMinutes: null,
        ...schedule,
      }),
      step('match', 'datamapper', { mapping: { mode: 'rows', rows } }),
      step('keep', 'filter', { rule: { mode: 'expression', expression: 'paid' } }),
      step('send', 'target', { connection: connections.address, operation: 'json', options: { path: '/orders' } }),
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'keep' },
      { from: 'keep', port: 'out', to: 'send' },
    ],
  };
}

/** The flow above in a person's organization, published. */
export async function publishOrdersToAddress(person: Person, schedule: Schedule = {}) {
  const connections = {
    shop: await connectSandbox(person, 'myonlinestore'),
    address: await connectSandbox(person, 'http'),
  };
  const made = await person.call('createFlow', {
    body: { name: 'Orders', graph: ordersToAddress(connections, schedule) },
  });
  const flow = await person.call('publishFlow', { params: { id: made.id }, body: {} });
  return { flow, connections };
}

/** The flagship template between the two demo systems, published. */
export async function publishOrdersToAccounting(person: Person) {
  const connections = {
    shop: await connectSandbox(person, 'myonlinestore'),
    books: await connectSandbox(person, 'accountview'),
  };
  const made = await person.call('createFlow', { body: { template: 'orders-to-accounting', connections } });
  return person.call('publishFlow', { params: { id: made.id }, body: {} });
}
