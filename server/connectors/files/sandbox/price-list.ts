/** Articles that the demo shop sells too, so that a price list has something to change there. */
const articles: [sku: string, name: string, cents: number, stock: number][] = [
  ['TAS-ROOD', 'Tas', 2475, 14],
  ['MOK-BLAUW', 'Mok Zeeuws blauw', 1295, 118],
  ['BOEK-CAFE', 'Kookboek ‘Café à la crème’', 2750, 9],
  ['KAARS-XL', 'Geurkaars XL', 1895, 31],
  ['SJAAL-WOL', 'Wollen sjaal Ærø', 3995, 6],
  ['PLAID-GRIJS', 'Plaid grijs', 4900, 2],
  ['SERVIES-12', 'Servies twaalfdelig', 12900, 4],
];

export const head = 'sku;name;stock;price';

export const lineOf = (sku: string, name: string, stock: number, cents: number) =>
  [sku, name, stock, (cents / 100).toFixed(2).replace('.', ',')].join(';');

/** A price list of any length; the same number of rows always gives the same. */
export const priceList = (rows: number): string =>
  [head, ...Array.from({ length: rows }, (_, index) => line(index)), ''].join('\r\n');

function line(index: number): string {
  const [sku, name, cents, stock] = articles[index] ?? [
    ...([`ART-${index + 1}`, `Artikel ${index + 1}`, 500 + (index % 90) * 25, index % 40] as const),
  ];
  return lineOf(sku, name, stock, cents);
}
