import { localText } from '../local-time.ts';
import { idOf } from './order-document.ts';
import type { Article, ChoiceList, World } from './world.ts';

/** An article as the vendor gives it; prices are texts, as the specification says. */
export function vendorArticle({ lists }: World, article: Article) {
  const { id, name, sku, cents, stock, barcode, weight, description, purchase, attributes } = article;
  const [updated_date, updated_time] = article.changed ? localText(new Date(article.changed)).split(' ') : ['', ''];
  return {
    ...{ id, uuid: idOf(String(id), 7), name, description, sku, taxable: true },
    price: {
      default: (cents / 100).toFixed(2),
      action: null,
      purchase: purchase === null ? null : purchase.toFixed(2),
    },
    ...{ updated_date, updated_time, stock, can_backorder: false, delivery_days: 3 },
    extra: { invisible: { weight, barcode }, visible: attributes },
    categories: article.categories.map((category_id, at) => ({ category_id, is_active: true, is_main: at === 0 })),
    lists: article.choices.flatMap((choice) => vendorList(lists, choice)),
    variants: article.variants.map(({ id: variant, list, option, stock: left }) => ({
      id: variant,
      options: [{ list_id: list, option_id: option, name: optionName(lists, list, option) }],
      stock: left,
    })),
    images: article.images.map(({ id: image, name: original_name, position }) => ({
      ...{ id: image, original_name, position },
      urls: { full: `https://asset.shop.example/full/${image}` },
    })),
  };
}

function vendorList(lists: ChoiceList[], { list, options }: Article['choices'][number]) {
  return lists
    .filter(({ id }) => id === list)
    .map(({ id, name, options: known }) => ({
      ...{ id, name, description: '', has_images: false },
      options: options.map(({ id: option, image_ids }) => ({
        ...{ id: option, image_ids, price: '0.00' },
        name: known.find((it) => it.id === option)?.name ?? '',
      })),
    }));
}

const optionName = (lists: ChoiceList[], list: number, option: number): string =>
  lists.find(({ id }) => id === list)?.options.find(({ id }) => id === option)?.name ?? '';
