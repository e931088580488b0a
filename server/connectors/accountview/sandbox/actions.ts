import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { SandboxAction } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { articleRow, changeStock as setStock, type World } from './world.ts';

const { inputs, actions: titles } = words.sandbox;
const code = (initial: string) => field(z.string().trim().toUpperCase().min(1).max(20).default(initial), inputs.code);

const AddArticle = z.object({
  code: code('NIEUW-1'),
  description: field(z.string().trim().min(1).max(40).default('Nieuw artikel'), inputs.description),
  price: field(z.number().min(0).default(10), inputs.price),
  ean: field(z.string().trim().max(14).default(''), inputs.ean),
  main: field(z.string().trim().toUpperCase().max(20).default(''), inputs.main),
  option: field(z.string().trim().max(40).default(''), inputs.option),
});

/** An article that is there already gets the new description and price. */
const addArticle: SandboxAction<World> = {
  title: titles.addArticle,
  input: AddArticle,
  run({ tables }, input) {
    const { code: wanted, description, price, ean, main, option } = AddArticle.parse(input);
    const variant = { EAN_CODE: ean, MAIN_CODE: main, VAR_NAME: option };
    const known = tables.ARTICLE.find(({ ART_CODE }) => ART_CODE === wanted);
    if (known) Object.assign(known, { ART_DESC1: description, PX_SELL: price, ...variant });
    else
      tables.ARTICLE.push({ ...articleRow(tables.ARTICLE.length, { code: wanted, description, price }), ...variant });
    return { key: wanted };
  },
};

const ChangeStock = z.object({
  code: code('KAARS-XL'),
  stock: field(z.number().int().min(0).default(10), inputs.stock),
});

const changeStock: SandboxAction<World> = {
  title: titles.changeStock,
  input: ChangeStock,
  run({ tables }, input) {
    const { code: article, stock } = ChangeStock.parse(input);
    const known = tables.ARTICLE.find(({ ART_CODE }) => ART_CODE === article);
    if (!known) throw new PermanentError({ problem: { code: 'accountview.article-missing', params: { article } } });
    setStock(known, { stock });
    return { key: article };
  },
};

export const actions = {
  'add-article': addArticle,
  'change-stock': changeStock,
};
