import type { SandboxTable } from '#flows/api/sandboxes.ts';
import words from '../words.json' with { type: 'json' };
import type { Row, World } from './world.ts';

const { tables: titles, columns: columnTitles } = words.sandbox;
const columns = (...ids: (keyof typeof columnTitles)[]) => ids.map((id) => ({ id, title: columnTitles[id] }));

/** Sales orders, invoices and debtors with the newest first, and all articles. */
export const tables = ({ tables: { SO_HDR, SO_LINE, DJ_PAGE, CONTACT, ARTICLE } }: World): SandboxTable[] => [
  {
    id: 'orders',
    title: titles.orders,
    columns: columns('number', 'shopNumber', 'debtor', 'date', 'lines', 'total'),
    rows: SO_HDR.slice(-100)
      .reverse()
      .map((order) => {
        const lines = SO_LINE.filter(({ ORD_NR }) => ORD_NR === order.ORD_NR);
        const debtor = CONTACT.find(({ SUB_NR }) => SUB_NR === order.RPL_INV);
        return {
          number: String(order.ORD_NR),
          shopNumber: String(order.COMMENT1),
          debtor: String(debtor?.ACCT_NAME ?? order.RPL_INV),
          date: String(order.ORD_DATE).slice(0, 10),
          lines: lines.length,
          total: lines.reduce((sum, line) => sum + totalOf(line), 0).toFixed(2),
        };
      }),
  },
  {
    id: 'invoices',
    title: titles.invoices,
    columns: columns('number', 'shopNumber', 'debtor', 'date', 'total'),
    rows: DJ_PAGE.slice(-100)
      .reverse()
      .map(({ PAGE_NR = '', INV_NR = '', SUB_NR = '', TRN_DATE = '', PAGE_AMT = 0 }) => ({
        ...{ number: PAGE_NR, shopNumber: INV_NR, debtor: SUB_NR },
        ...{ date: String(TRN_DATE).slice(0, 10), total: Number(PAGE_AMT).toFixed(2) },
      })),
  },
  {
    id: 'debtors',
    title: titles.debtors,
    columns: columns('number', 'name', 'email', 'postalCode', 'city', 'country'),
    rows: CONTACT.slice(-100)
      .reverse()
      .map(({ SUB_NR = '', ACCT_NAME = '', MAIL_BUS = '', POST_CODE = '', CITY = '', CNT_CODE = '' }) => ({
        ...{ number: SUB_NR, name: ACCT_NAME, email: MAIL_BUS },
        ...{ postalCode: POST_CODE, city: CITY, country: CNT_CODE },
      })),
  },
  {
    id: 'articles',
    title: titles.articles,
    columns: columns('code', 'description', 'price', 'stock', 'available'),
    rows: ARTICLE.slice(-100).map(({ ART_CODE = '', ART_DESC1 = '', PX_SELL = 0, QTY_STOCK = 0, QTY_AVAIL = 0 }) => ({
      ...{ code: ART_CODE, description: ART_DESC1, price: Number(PX_SELL).toFixed(2) },
      ...{ stock: QTY_STOCK, available: QTY_AVAIL },
    })),
  },
];

const totalOf = ({ ORD_QTY, ART_PX }: Row): number => Math.round(Number(ORD_QTY) * Number(ART_PX) * 100) / 100;
