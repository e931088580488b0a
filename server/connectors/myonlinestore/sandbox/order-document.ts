import { rateIn, split, type TaxPrice, taxPrice, taxTotal, withoutVat } from './money.ts';
import type { Article, Customer, StatusName } from './world.ts';
import { statusNumber } from './world.ts';

type OrderOption = { description: string; cents: number };
type WishedLine = { article: Article; quantity: number; options?: OrderOption[]; withoutVat?: boolean };

/** What somebody orders. Amounts are cents with VAT. */
export type Wish = {
  number: string;
  customer: Customer;
  status: StatusName;
  lines: WishedLine[];
  shipping?: number;
  payment?: number;
  discount?: number;
};

export type VendorOrder = ReturnType<typeof orderDocument>;
type ArticleLine = {
  id: string;
  type: 'article';
  quantity: number;
  weight: string;
  description: string;
  price: TaxPrice;
  articles: OrderedArticle[];
};
type OrderedArticle = {
  id: number;
  sku: string;
  description: string;
  price: { amount: string; rate: string | null };
  options: { description: string; price: string }[];
};
type CostLine = {
  id: string;
  type: 'shipping' | 'payment' | 'discount';
  quantity: number;
  price: TaxPrice | TaxPrice[];
};
export type VendorLine = ArticleLine | CostLine;

/** An order as the vendor gives it, without its dates; live shapes where they differ from the specification. */
export function orderDocument(wish: Wish) {
  const { number, customer, status } = wish;
  const reverse = isReverseCharged(customer);
  const orderlines: VendorLine[] = [...wish.lines.map((line, at) => articleLine(wish, line, at)), ...costLines(wish)];
  const prices = orderlines.flatMap(({ price }) => price);
  const total = prices.reduce((sum, price) => sum + Number(price.amount_including_tax), 0);
  return {
    number,
    uuid: idOf(number, 0),
    status: statusNumber(status),
    archived: false,
    taxed: 'include',
    locale: 'nl_NL',
    currency: 'EUR',
    business_model: customer.company ? 'B2B' : 'B2C',
    tax_strategy: reverse ? 'reverse_charged_vat' : '',
    tax_region: customer.country_code,
    discountcode: wish.discount ? 'WELKOM10' : null,
    reference: '',
    comments: { customer: '', internal: '' },
    ...paymentOf(status),
    debtor: debtorOf(customer),
    price: { tax: taxTotal(prices), total: total.toFixed(6) },
    orderlines,
    shipping: [{ country: wish.shipping ? { description: customer.country, isocode: customer.country_code } : [] }],
    credited_order_number: null,
    credit_order_numbers: [],
  };
}

/** B2B inside the EU but outside the shop's own country. */
const isReverseCharged = (customer: Customer): boolean => customer.taxnumber !== '' && customer.country_code !== 'NL';

const rateOf = ({ customer }: Wish, { vat }: Article): number =>
  isReverseCharged(customer) ? 0 : rateIn(customer.country_code, vat);

function articleLine(wish: Wish, line: WishedLine, at: number): ArticleLine {
  const { article, quantity, options = [] } = line;
  const rate = line.withoutVat ? null : rateOf(wish, article);
  const charged = isReverseCharged(wish.customer)
    ? (cents: number) => Math.round(withoutVat(cents, rateIn('NL', article.vat)) * 100)
    : (cents: number) => cents;
  const piece = charged(article.cents + options.reduce((sum, { cents }) => sum + cents, 0));
  const { amount } = taxPrice(charged(article.cents), rate);
  return {
    id: idOf(wish.number, at + 1),
    type: 'article',
    quantity,
    weight: (Number(article.weight) * quantity).toFixed(2),
    description: [article.name, ...options.map(({ description }) => description)].join(' '),
    // For the whole line, not per piece.
    price: taxPrice(piece * quantity, rate),
    articles: [
      {
        id: article.id,
        sku: article.sku,
        description: article.name,
        price: { amount: String(amount), rate: rate === null ? null : rate.toFixed(2) },
        options: options.map(({ description, cents }) => ({ description, price: (cents / 100).toFixed(2) })),
      },
    ],
  };
}

/** Costs carry the order's rates: several rates make the price a list, and a discount's price is always one. */
function costLines(wish: Wish): CostLine[] {
  const weights = new Map<number, number>();
  for (const { article, quantity } of wish.lines) {
    const rate = rateOf(wish, article);
    weights.set(rate, (weights.get(rate) ?? 0) + article.cents * quantity);
  }
  const line = (type: 'shipping' | 'payment' | 'discount', cents: number | undefined): CostLine[] => {
    if (!cents) return [];
    const prices = split(cents, weights).map(([rate, part]) => taxPrice(part, rate));
    const [only] = prices;
    const asList = type === 'discount' || prices.length > 1 || !only;
    return [{ id: idOf(wish.number, 90 + type.length), type, quantity: 1, price: asList ? prices : only }];
  };
  const discount = line('discount', wish.discount && -wish.discount).map(asNumbers);
  return [...line('shipping', wish.shipping), ...line('payment', wish.payment), ...discount];
}

/** Amounts are texts, but sometimes numbers; here the discount's are. */
const asNumbers = (line: CostLine): CostLine => ({
  ...line,
  price: [line.price].flat().map(({ amount, amount_including_tax, rate }) => ({
    amount: Number(amount),
    amount_including_tax: Number(amount_including_tax),
    rate: Number(rate),
  })),
});

/** How far the payment is. Deprecated in favour of the payments list, yet what a list of orders carries. */
export function paymentOf(status: StatusName) {
  const { payment_status, ...state } = paymentStates[status];
  return { payment_status, payment: { gateway_name: 'mollie', method_name: 'ideal', status: state } };
}
const captured = { payment_status: 'captured', id: 1, text: 'Successful' };
const paymentStates = {
  new: { payment_status: 'pending', id: 5, text: 'Pending' },
  paid: captured,
  shipped: captured,
  cancelled: { payment_status: 'failed', id: 2, text: 'Cancelled' },
  credited: { payment_status: 'unknown', id: 0, text: 'Unknown' },
};

function debtorOf({ email, taxnumber, ...address }: Customer) {
  const { name, street, number, zipcode, city, country_code } = address;
  return {
    email,
    address: {
      invoice: { ...address, taxnumber },
      delivery: { name, street, number, zipcode, city, country_code },
    },
  };
}

/** A UUID that is the same for the same order and line. */
export function idOf(number: string, at: number): string {
  const digits = number.replace(/\D/g, '').padStart(12, '0').slice(-12);
  return `${String(at).padStart(8, '0')}-0000-4000-8000-${digits}`;
}
