import { decimalOf, divided, numberOf, unitsAt } from './decimal.ts';
import { type HouseFunction, refuse } from './house-function.ts';

type Amounts = { net: number; vat: number; gross: number };

/** Amounts are reckoned in whole cents, so that 0.1 + 0.2 is 0.3 and halves go up, as on an invoice. */
export const moneyFunctions: Readonly<Record<string, HouseFunction>> = {
  roundMoney: {
    subject: 'money',
    call: '$roundMoney(amount [, decimals])',
    example: { formula: '$roundMoney(1.005)', result: 1.01 },
    signature: '<nn?:n>',
    implementation: roundMoney,
  },
  splitVat: {
    subject: 'money',
    call: '$splitVat(gross, rate)',
    example: { formula: '$splitVat(121, 21)', result: { net: 100, vat: 21, gross: 121 } },
    signature: '<nn:o>',
    implementation: splitVat,
  },
  addVat: {
    subject: 'money',
    call: '$addVat(net, rate)',
    example: { formula: '$addVat(9.99, 21)', result: { net: 9.99, vat: 2.1, gross: 12.09 } },
    signature: '<nn:o>',
    implementation: addVat,
  },
  distribute: {
    subject: 'money',
    call: '$distribute(amount, weights)',
    example: { formula: '$distribute(10, [1, 1, 1])', result: [3.34, 3.33, 3.33] },
    signature: '<na<n>:a<n>>',
    implementation: distribute,
  },
};

function roundMoney(amount?: number, decimals = 2): number | undefined {
  if (amount === undefined) return undefined;
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 12) return refuse(decimals);
  return numberOf(unitsAt(amount, decimals), decimals);
}

function splitVat(gross?: number, rate?: number): Amounts | undefined {
  if (gross === undefined || rate === undefined) return undefined;
  const { units, scale } = decimalOf(rateOf(rate));
  const hundred = 100n * 10n ** BigInt(scale);
  const cents = unitsAt(gross, 2);
  return amounts(divided(cents * hundred, hundred + units), cents);
}

function addVat(net?: number, rate?: number): Amounts | undefined {
  if (net === undefined || rate === undefined) return undefined;
  const { units, scale } = decimalOf(rateOf(rate));
  const cents = unitsAt(net, 2);
  return amounts(cents, cents + divided(cents * units, 100n * 10n ** BigInt(scale)));
}

const amounts = (net: bigint, gross: bigint): Amounts => ({
  net: numberOf(net, 2),
  vat: numberOf(gross - net, 2),
  gross: numberOf(gross, 2),
});

const rateOf = (rate: number) => (rate >= 0 && rate <= 1000 ? rate : refuse(rate));

/** Each gets its share in whole cents; the cents that are left go to those who lost most by rounding down. */
function distribute(amount?: number, weights?: number[]): number[] | undefined {
  if (amount === undefined || weights === undefined) return undefined;
  if (weights.length === 0) return [];
  const negative = weights.find((weight) => weight < 0);
  if (negative !== undefined) return refuse(negative);
  const scale = Math.max(...weights.map((weight) => decimalOf(weight).scale));
  const exact = weights.map((weight) => unitsAt(weight, scale));
  const isNothing = exact.every((units) => units === 0n);
  const units = isNothing ? exact.map(() => 1n) : exact;
  const total = units.reduce((sum, each) => sum + each, 0n);
  const cents = unitsAt(amount, 2);
  const [size, sign] = cents < 0n ? [-cents, -1n] : [cents, 1n];
  const shares = units.map((each, at) => ({ at, share: (size * each) / total, rest: (size * each) % total }));
  let left = size - shares.reduce((sum, { share }) => sum + share, 0n);
  for (const share of [...shares].sort((one, other) => compare(other.rest, one.rest) || one.at - other.at)) {
    if (left <= 0n) break;
    share.share += 1n;
    left -= 1n;
  }
  return shares.map(({ share }) => numberOf(sign * share, 2));
}

const compare = (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0);
