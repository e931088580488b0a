import * as z from 'zod';
import type { ConnectorContext, Target } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { formatNames } from './formats/index.ts';
import { findFile, type Outbox, sendFile, sendMany } from './sending.ts';
import samples from './target-samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

const tables = { field: 'format', is: ['csv', 'excel'] };
const texts = { field: 'format', is: ['csv'] };

const Options = z.object({
  folder: field(z.string().default('/'), { ...words.targetFolder, placeholder: '/orders' }),
  name: field(
    z
      .string()
      .trim()
      .min(1)
      .max(150)
      .regex(/^[^/\\]+$/)
      .default('{key}.csv'),
    {
      ...{ ...words.fileName, placeholder: 'orders-{date}-{key}.csv' },
    },
  ),
  format: field(z.enum(formatNames).default('csv'), { ...words.targetFormat, choices: words.formats }),
  perFile: field(z.number().int().min(1).max(100).default(1), words.perFile),
  columns: field(z.string().default(''), { ...words.columns, placeholder: 'number, date, total', onlyWhen: tables }),
  delimiter: field(z.enum(['comma', 'semicolon', 'tab']).default('semicolon'), {
    ...{ ...words.targetDelimiter, choices: words.delimiters, onlyWhen: texts },
  }),
  decimalComma: field(z.boolean().default(false), { ...words.decimalComma, onlyWhen: texts }),
  mark: field(z.boolean().default(false), { ...words.mark, onlyWhen: texts }),
  elements: field(z.string().default('records/record'), {
    ...{ ...words.elements, placeholder: 'orders/order', onlyWhen: { field: 'format', is: ['xml'] } },
  }),
});

const Sendable = z.record(z.string(), z.json());

/** Records as files: one each, or up to a hundred together. What has been delivered is not changed any more. */
export const fileTarget = <Settings extends Record<string, unknown>>(
  outbox: Outbox<Settings>,
  factsFrom: string,
): Target<Settings> =>
  defineTarget({
    title: words.files,
    confidence: 'documented',
    factsFrom,
    options: Options,
    fields: [],
    schema: Sendable,
    samples,
    exampleOptions: { folder: '/orders', name: 'order-{key}.csv' },
    write: (context: ConnectorContext<Settings>, options, record, key) =>
      sendFile(outbox, context, options, [{ record: Sendable.parse(record), key }]),
    writeMany: {
      most: ({ perFile }) => perFile,
      write: (context, options, list) =>
        sendMany(
          outbox,
          context,
          options,
          list.map(({ record, key }) => ({ record: Sendable.parse(record), key })),
        ),
    },
    find: (context, options, record, key) =>
      findFile(outbox, context, options, { record: Sendable.parse(record), key }),
  });
