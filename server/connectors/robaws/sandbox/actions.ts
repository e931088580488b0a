import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { articlesAsked } from './articles.ts';
import { tell } from './hooks.ts';
import { moveStock } from './routes.ts';

const { inputs, actions: titles } = words.sandbox;
const number = field(z.string().trim().min(1).max(100).default('SKU-001'), inputs.number);

function articleWith(place: Place, articleNumber: string): Document {
  const [found] = articlesAsked(place, { articleNumber }).slice(0, 1);
  if (found) return found;
  throw new PermanentError({ problem: { code: 'robaws.not-in-demo', params: { number: articleNumber } } });
}

function change(place: Place, article: Document, fields: Document) {
  place.view('articles').change(String(article.id), { ...fields, updatedAt: place.now.toISOString() }, place.now);
  tell(place, 'article.updated', String(article.id));
}

const ChangeStock = z.object({
  number,
  stock: field(z.number().int().min(0).max(1_000_000).default(25), inputs.stock),
});

const changeStock: VendorAction = {
  title: titles.changeStock,
  input: ChangeStock,
  run(place, input) {
    const wanted = ChangeStock.parse(input);
    const article = articleWith(place, wanted.number);
    moveStock(place, String(article.id), wanted.stock);
    return { key: String(article.id) };
  },
};

const ChangeArticle = z.object({
  number,
  name: field(z.string().trim().min(1).max(200).default('Kruk eiken, geolied'), inputs.name),
  salePrice: field(z.number().min(0).default(29.99), inputs.salePrice),
  ticked: field(z.boolean().default(true), inputs.ticked),
});

const changeArticle: VendorAction = {
  title: titles.changeArticle,
  input: ChangeArticle,
  run(place, input) {
    const { number: wanted, name, salePrice, ticked } = ChangeArticle.parse(input);
    const article = articleWith(place, wanted);
    change(place, article, { name, salePrice, extraFields: { ProductFlow: { booleanValue: ticked } } });
    return { key: String(article.id) };
  },
};

const RenumberArticle = z.object({
  id: field(z.string().trim().min(1).default('20410'), inputs.id),
  number: field(z.string().trim().max(100).default('SKU-010'), inputs.newNumber),
});

const renumberArticle: VendorAction = {
  title: titles.renumberArticle,
  input: RenumberArticle,
  run(place, input) {
    const { id, number: articleNumber } = RenumberArticle.parse(input);
    const article = place.view('articles').byNumber(id);
    if (!article) throw new PermanentError({ problem: { code: 'robaws.not-in-demo', params: { number: id } } });
    change(place, article, { articleNumber });
    return { key: id };
  },
};

const ChangeRules = z.object({
  limits: field(z.boolean().default(false), inputs.limits),
  ignoreFilters: field(z.boolean().default(false), inputs.ignoreFilters),
});

const changeRules: VendorAction = {
  title: titles.changeRules,
  input: ChangeRules,
  run(place, input) {
    Object.assign(place.world.rules, ChangeRules.parse(input));
    return { key: 'rules' };
  },
};

const Register = z.object({ address: field(z.string().trim().max(2000).default(''), inputs.address) });

const registerWebhook: VendorAction = {
  title: titles.registerWebhook,
  input: Register,
  run(place, input) {
    place.world.rules.webhook = Register.parse(input).address;
    return { key: 'webhook' };
  },
};

export const actions = {
  'change-stock': changeStock,
  'change-article': changeArticle,
  'renumber-article': renumberArticle,
  'change-rules': changeRules,
  'register-webhook': registerWebhook,
};
