/** An amount as the vendor writes it: excluding VAT with six decimals, including VAT with two, the rate in percent. */
export type TaxPrice = { amount: string | number; amount_including_tax: string | number; rate: string | number | null };

const percent: Record<string, { high: number; low: number }> = {
  NL: { high: 21, low: 9 },
  BE: { high: 21, low: 6 },
  DE: { high: 19, low: 7 },
};

/** The rate in percent that a country asks. */
export const rateIn = (country: string, vat: 'high' | 'low'): number => (percent[country] ?? { high: 21, low: 9 })[vat];

/** The price of a whole line; a null rate is a line that somebody forgot to give one. */
export function taxPrice(cents: number, rate: number | null): TaxPrice {
  return {
    amount: withoutVat(cents, rate ?? 0).toFixed(6),
    amount_including_tax: (cents / 100).toFixed(2),
    rate: rate === null ? null : rate.toFixed(2),
  };
}

export const withoutVat = (cents: number, rate: number): number => cents / (100 + rate);

/** Splits cents over rates by the weight that each has in the order, to the last cent. */
export function split(cents: number, weights: Map<number, number>): [rate: number, cents: number][] {
  const total = [...weights.values()].reduce((a, b) => a + b, 0);
  const rates = [...weights].map(([rate, weight]): [number, number] => [rate, Math.floor((cents * weight) / total)]);
  const last = rates.at(-1);
  if (last) last[1] += cents - rates.reduce((sum, [, part]) => sum + part, 0);
  return rates;
}

/** The order's VAT: one object, or a list when several rates apply. */
export function taxTotal(prices: TaxPrice[]): TaxTotal | TaxTotal[] {
  const byRate = new Map<string, number>();
  for (const price of prices) {
    const rate = Number(price.rate ?? 0).toFixed(2);
    byRate.set(rate, (byRate.get(rate) ?? 0) + Number(price.amount_including_tax) - Number(price.amount));
  }
  const totals = [...byRate].map(([rate, amount]) => ({ amount: amount.toFixed(6), rate }));
  const [first] = totals;
  return first && totals.length === 1 ? first : totals;
}
type TaxTotal = { amount: string; rate: string };
