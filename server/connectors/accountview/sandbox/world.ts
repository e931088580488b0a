import dictionary from './dictionary.json' with { type: 'json' };
import start from './seed.json' with { type: 'json' };

type Cell = string | number | boolean;
export type Row = { [column: string]: Cell };
export type TableName = 'CONTACT' | 'ARTICLE' | 'ART_GRP' | 'VAT' | 'SO_HDR' | 'SO_LINE' | 'DJ_PAGE' | 'DJ_LINE';

/** What the data dictionary says of a column. `upper`: the program turns it into capitals. */
export type Column = { name: string; type: string; length: number; mandatory: boolean; upper: boolean };

export type World = {
  /** Refresh tokens that are still good for one use, and the access tokens given out. */
  access: { issued: number; refresh: string[]; tokens: { token: string; expiresAt: string }[] };
  tables: Record<TableName, Row[]>;
  next: { debtor: number; order: number; page: number; record: number };
  received: { at: string; what: string; id: string; body: { header: Row; lines: Row[] } }[];
};

export const columnsOf = (table: TableName): Column[] => dictionary[table];

/** A small administration: the shop's articles, articles for costs, some of the shop's customers, and VAT codes. */
export function seed(size = 12): World {
  const made = Array.from({ length: Math.max(0, size - start.articles.length) }, (_, at) => madeArticle(at + 1));
  return {
    access: { issued: 0, refresh: [], tokens: [] },
    tables: {
      CONTACT: start.debtors.map((debtor, at) => debtorRow(String(10040 + at), debtor)),
      ARTICLE: [...start.articles, ...made].slice(0, size).map(seededArticle),
      ART_GRP: start.groups.map(([AG_CODE = '', AG_DESC = '']) => ({ AG_CODE, AG_DESC })),
      VAT: start.vat.map(([VAT_CODE = '', VAT_NAME = '', VAT_PCT = 0, IS_REVERSE = false]) => ({
        ...{ VAT_CODE, VAT_NAME, VAT_PCT, IS_REVERSE },
      })),
      SO_HDR: [],
      SO_LINE: [],
      DJ_PAGE: [],
      DJ_LINE: [],
    },
    next: { debtor: 10040 + start.debtors.length, order: 26000101, page: 26000201, record: 4711 },
    received: [],
  };
}

function debtorRow(SUB_NR: string, [name, street, postal, city, country, mail, phone, vat, contact]: string[]): Row {
  const address = { ADDRESS1: street ?? '', POST_CODE: postal ?? '', CITY: city ?? '', CNT_CODE: country ?? '' };
  const reached = { MAIL_BUS: mail ?? '', TEL_BUS: phone ?? '', VAT_NR: vat ?? '', MAIN_CONT: contact ?? '' };
  return { SUB_NR, SRC_CODE: '-', ACCT_NAME: name ?? '', ACCT_NR: '1210', ...address, ...reached, CNG_DATE: '' };
}

type SeedArticle = (string | number)[];

/** Articles beyond the told ones, so that a big administration is big here too; the same place is always the same one. */
const madeArticle = (place: number): SeedArticle => {
  const no = String(place).padStart(6, '0');
  return [`MADE-${no}`, `Artikel ${no}`, 5 + (place % 40), place % 25, 'HUIS', `2${no.padStart(12, '0')}`];
};

function seededArticle([code, description, price, stock, group = '', ean = '']: SeedArticle, at: number): Row {
  const row = articleRow(at, { code: String(code), description: String(description), price: Number(price) });
  changeStock(row, { stock: Number(stock) });
  return { ...row, AG_CODE: group, EAN_CODE: ean, IS_STOCK: group !== 'KOSTEN' };
}

/** The columns EAN_CODE, MAIN_CODE, VAR_NAME and IS_STOCK are assumed: administrations keep these in columns of their own. */
export const articleRow = (at: number, article: { code: string; description: string; price: number }): Row => ({
  ...{ REC_ID: String(at + 1).padStart(10, '0'), ART_CODE: article.code, ART_DESC1: article.description },
  ...{ PX_SELL: article.price, EAN_CODE: '', AG_CODE: 'HUIS', MAIN_CODE: '', VAR_NAME: '', IMG_MEDIUM: '' },
  ...{ IMG_M_DATA: '', IS_STOCK: true, QTY_STOCK: 0, QTY_RES: 0, QTY_AVAIL: 0, CNG_DATE: '' },
});

/** What is free to sell: the stock minus what sales orders have reserved (reported as the usual calculation). */
export function changeStock(article: Row, change: { stock?: number; reserved?: number }): void {
  article.QTY_STOCK = change.stock ?? Number(article.QTY_STOCK);
  article.QTY_RES = Number(article.QTY_RES) + (change.reserved ?? 0);
  article.QTY_AVAIL = article.QTY_STOCK - article.QTY_RES;
}

/** A time as the program writes it: without a zone. */
export const programTime = (now: Date): string => now.toISOString().slice(0, 19);
