import * as z from 'zod';
import type { Field } from '../connector.ts';
import words from './words.json' with { type: 'json' };

const text = z.string().trim().min(1).max(2000);
const optionalText = z.string().trim().max(2000).nullish();

/** A sales order as a flow hands it over. Whatever else the record holds is left alone: a filter may need it. */
export const SalesOrder = z.object({
  orderNumber: text,
  orderDate: z.iso.date(),
  reference: optionalText,
  /** A value table gives texts. */
  paymentDays: z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .nullish(),
  paymentMethod: optionalText,
  customer: z.object({
    email: z.email().transform((email) => email.toLowerCase()),
    name: text,
    company: optionalText,
    street: text,
    postalCode: text,
    city: text,
    countryCode: z.string().regex(/^[A-Za-z]{2}$/),
    phone: optionalText,
    vatNumber: optionalText,
  }),
  lines: z
    .array(
      z.object({
        articleCode: text,
        description: optionalText,
        quantity: z.number(),
        unitPrice: z.number().nullish(),
        unitPriceInclVat: z.number().nullish(),
        vatCode: optionalText,
      }),
    )
    .min(1)
    .max(1000),
});
export type SalesOrder = z.infer<typeof SalesOrder>;

const field = (path: keyof typeof words.fields, type: Field['type'], required = true): Field => ({
  path,
  title: words.fields[path],
  type,
  required,
});

/** Which of the two prices is sent is the step's choice, so neither is required by itself. */
export const fields: Field[] = [
  field('orderNumber', 'text'),
  field('orderDate', 'date'),
  field('reference', 'text', false),
  field('paymentDays', 'number', false),
  field('paymentMethod', 'text', false),
  field('customer.email', 'text'),
  field('customer.name', 'text'),
  field('customer.company', 'text', false),
  field('customer.street', 'text'),
  field('customer.postalCode', 'text'),
  field('customer.city', 'text'),
  field('customer.countryCode', 'text'),
  field('customer.phone', 'text', false),
  field('customer.vatNumber', 'text', false),
  field('lines', 'list'),
  field('lines[].articleCode', 'text'),
  field('lines[].description', 'text', false),
  field('lines[].quantity', 'number'),
  field('lines[].unitPrice', 'number', false),
  field('lines[].unitPriceInclVat', 'number', false),
  field('lines[].vatCode', 'text'),
];
