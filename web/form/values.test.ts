import { expect, test } from 'vitest';
import type { FormField } from '#flows/api/connectors.ts';
import { ApiError } from '#web/api/client.ts';
import { initialValues, missingFields, refusedFields, valuesFrom, valuesToSend } from './values.ts';

const words = (text: string) => ({ en: text, nl: text, de: text, fr: text });
const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  title: words(name),
  help: null,
  type: 'text',
  required: true,
  initial: null,
  ...more,
});
const fields = [
  field('shop', { initial: 'a' }),
  field('key', { type: 'secret' }),
  field('pages', { type: 'number', required: false, initial: 10 }),
];
const kept = { key: { set: true, last4: '9f2a' } };

test('a fresh form starts with the defaults', () => {
  expect(initialValues(fields)).toEqual({ shop: 'a', key: null, pages: 10 });
});

test('editing starts with what is kept, and never with a secret', () => {
  expect(valuesFrom(fields, { shop: 'b', pages: 3 })).toEqual({ shop: 'b', key: null, pages: 3 });
});

test('a number 0 and a switched-off box that are kept are not taken for empty', () => {
  const forms = [field('pages', { type: 'number', initial: 10 }), field('all', { type: 'boolean', initial: true })];
  expect(valuesFrom(forms, { pages: 0, all: false })).toEqual({ pages: 0, all: false });
});

test('a secret that is kept and not typed again is not sent, so that it stays', () => {
  expect(valuesToSend(fields, { shop: 'b', key: '', pages: null }, kept)).toEqual({ shop: 'b', pages: null });
});

test('an empty secret is sent as empty while none is kept', () => {
  expect(valuesToSend(fields, { shop: 'b', key: null })).toEqual({ shop: 'b', key: null, pages: null });
});

test('a secret that is typed again is sent', () => {
  expect(valuesToSend(fields, { shop: 'b', key: 'new' }, kept)).toEqual({ shop: 'b', key: 'new', pages: null });
});

test('required fields are missing while they are empty, a kept secret is not', () => {
  expect(missingFields(fields, { shop: '', key: '' })).toEqual(['shop', 'key']);
  expect(missingFields(fields, { shop: '', key: '' }, kept)).toEqual(['shop']);
  expect(missingFields(fields, { shop: 'b', key: 'new' })).toEqual([]);
});

test.each(['settings.key', '/settings/key', 'key'])('the server names the refused field as %s', (path) => {
  const refused = new ApiError({
    type: 'about:blank',
    title: 'Invalid',
    status: 400,
    code: 'invalid-input',
    issues: [{ path, message: 'too short' }],
  });
  expect(refusedFields(fields, refused)).toEqual(['key']);
});

test('without an error no field is refused', () => {
  expect(refusedFields(fields, null)).toEqual([]);
});
