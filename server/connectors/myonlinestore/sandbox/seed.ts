import catalogue from './catalogue.json' with { type: 'json' };
import { orderDocument, type VendorOrder, type Wish } from './order-document.ts';
import type { Article, StatusName, StoredOrder, World } from './world.ts';

type SeedLine = {
  sku: string;
  quantity: number;
  options?: { description: string; cents: number }[];
  withoutVat?: boolean;
};
type SeedOrder = {
  customer: string;
  status: StatusName;
  lines: SeedLine[];
  shipping?: number;
  payment?: number;
  discount?: number;
};

const vatOf = (text: string): 'high' | 'low' => (text === 'low' ? 'low' : 'high');
const statusOf = (text: string): StatusName =>
  text === 'paid' || text === 'shipped' || text === 'cancelled' ? text : 'new';

const plain = {
  ...{ changed: null, description: '', purchase: null, attributes: {} },
  ...{ categories: [], choices: [], variants: [], images: [] },
};
const articles: Article[] = catalogue.articles.map((article) => ({
  ...{ ...plain, ...article, vat: vatOf(article.vat), purchase: article.cents / 250 },
  // The bag comes in red; other colours are there to be chosen.
  ...(article.sku === 'TAS-ROOD' && { choices: [{ list: 193_177, options: [{ id: 71_362, image_ids: [] }] }] }),
}));
const lists = [{ id: 193_177, name: 'Kleur', options: [{ id: 71_362, name: 'rood', price: '0.00' }] }];
const { customers } = catalogue;
const told: SeedOrder[] = catalogue.orders.map((order) => ({ ...order, status: statusOf(order.status) }));

const firstNumber = 20870;
/** All orders lie within this time before the shop is first opened. */
const spanSeconds = 20 * 86_400;

/** The demo shop: the orders of the catalogue, made orders beyond them, and one test order that the lists hide. */
export function seed(size = 12): World {
  const orders = Array.from({ length: size }, (_, at): StoredOrder => {
    const { status } = seededOrder(at);
    const placed = Math.round((spanSeconds * (size - at)) / size);
    const changed = status === 'new' ? placed : Math.round(placed * 0.98);
    return { number: String(firstNumber + at), placed, changed, place: at };
  });
  const test: StoredOrder = { number: 'T-3', placed: 7200, changed: 7200, place: 0 };
  return {
    openedAt: null,
    nextNumber: firstNumber + size,
    orders: [...orders, ...(size > 0 ? [test] : [])],
    ...{ articles: structuredClone(articles), lists: structuredClone(lists), customers, received: [] },
    ...{ categories: [{ id: 748_020, title: 'Keuken' }], nextId: 78_001 },
  };
}

/** What the shop shows of an order. */
export const documentOf = (order: StoredOrder): VendorOrder =>
  'document' in order ? order.document : orderDocument(wishOf(seededOrder(order.place), order.number));

/** The document of an order that is about to change, kept from now on. */
export function ownDocument(order: StoredOrder): VendorOrder {
  const document = documentOf(order);
  Object.assign(order, { document });
  return document;
}

const seededOrder = (place: number): SeedOrder => told[place] ?? madeOrder(place);

function wishOf(order: SeedOrder, number: string): Wish {
  const customer = customers.find(({ email }) => email === order.customer);
  if (!customer) throw new Error(`the catalogue has no customer ${order.customer}`);
  const lines = order.lines.map(({ sku, ...line }) => {
    const article = articles.find((it) => it.sku === sku);
    if (!article) throw new Error(`the catalogue has no article ${sku}`);
    return { ...line, article };
  });
  return { ...order, number, customer, lines };
}

/** Orders beyond the told ones: the same place always gives the same order, three of four are paid. */
function madeOrder(at: number): SeedOrder {
  const pick = <T>(from: T[], salt: number): T[] => from.slice((at * salt) % from.length).slice(0, 1);
  const lines = [7, 5, 3].slice(0, 1 + (at % 3)).flatMap((salt, nth) => pick(articles, salt + nth));
  return {
    customer: pick(customers, 5)[0]?.email ?? '',
    status: at % 4 === 2 ? 'new' : at % 4 === 3 ? 'shipped' : 'paid',
    lines: lines.map(({ sku }, nth) => ({ sku, quantity: 1 + ((at + nth) % 4) })),
    shipping: 595,
  };
}
