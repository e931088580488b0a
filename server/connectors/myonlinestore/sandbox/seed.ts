import catalogue from './catalogue.json' with { type: 'json' };
import { orderDocument, type Wish } from './order-document.ts';
import type { Article, Customer, StatusName, StoredOrder, World } from './world.ts';

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

const firstNumber = 20870;
/** All orders lie within this time before the shop is first opened. */
const spanSeconds = 20 * 86_400;

/** The demo shop: the orders of the catalogue, made orders beyond them, and one test order that the lists hide. */
export function seed(size = 12): World {
  const articles: Article[] = catalogue.articles.map((article) => ({ ...article, vat: vatOf(article.vat) }));
  const { customers } = catalogue;
  const told: SeedOrder[] = catalogue.orders.map((order) => ({ ...order, status: statusOf(order.status) }));
  const orders = Array.from({ length: size }, (_, at): StoredOrder => {
    const order = told[at] ?? madeOrder(at, articles, customers);
    const placed = Math.round((spanSeconds * (size - at)) / size);
    return {
      placed,
      changed: order.status === 'new' ? placed : Math.round(placed * 0.98),
      document: orderDocument(wishOf(order, String(firstNumber + at), articles, customers)),
    };
  });
  const [first] = told;
  const test = first && orderDocument(wishOf(first, 'T-3', articles, customers));
  return {
    openedAt: null,
    nextNumber: firstNumber + size,
    orders: [...orders, ...(size > 0 && test ? [{ placed: 7200, changed: 7200, document: test }] : [])],
    ...{ articles, customers, received: [] },
  };
}

function wishOf(order: SeedOrder, number: string, articles: Article[], customers: Customer[]): Wish {
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
function madeOrder(at: number, articles: Article[], customers: Customer[]): SeedOrder {
  const pick = <T>(from: T[], salt: number): T[] => from.slice((at * salt) % from.length).slice(0, 1);
  const lines = [7, 5, 3].slice(0, 1 + (at % 3)).flatMap((salt, nth) => pick(articles, salt + nth));
  return {
    customer: pick(customers, 5)[0]?.email ?? '',
    status: at % 4 === 2 ? 'new' : at % 4 === 3 ? 'shipped' : 'paid',
    lines: lines.map(({ sku }, nth) => ({ sku, quantity: 1 + ((at + nth) % 4) })),
    shipping: 595,
  };
}

const vatOf = (text: string): 'high' | 'low' => (text === 'low' ? 'low' : 'high');
const statusOf = (text: string): StatusName =>
  text === 'paid' || text === 'shipped' || text === 'cancelled' ? text : 'new';
