import { expect, test } from 'vitest';
import type { Template } from '#flows/api/flows.ts';
import { answersOf, proposals, questionFields } from './questions.ts';

const title = { en: 't', nl: 't', de: 't', fr: 't' };
const question = (
  name: string,
  type: 'text' | 'date',
  has: Partial<Template['questions'][number]>,
): Template['questions'][number] => ({
  ...{ node: 'send', slot: 'shop', value: null, example: null },
  field: { name, title, help: null, type, required: false, initial: null },
  ...has,
});
const questions = [
  question('client', 'text', { value: '', example: 'demo' }),
  question('shop', 'text', { value: 'ours', example: 'demo' }),
  question('from', 'date', { node: 'get', slot: 'books' }),
];

test('the template proposes; where it has nothing to say, a demo shop proposes what suits it', () => {
  const connections = [
    { id: 'd', sandbox: true },
    { id: 'o', sandbox: false },
  ];
  expect(proposals(questions, { shop: 'd', books: 'o' }, connections)['send.client']).toBe('demo');
  expect(proposals(questions, { shop: 'o', books: 'd' }, connections)['send.client']).toBe('');
  expect(proposals(questions, { shop: 'd', books: 'o' }, connections)['send.shop']).toBe('ours');
});

test('answers go to the steps they belong to; a day that was not chosen is left out', () => {
  expect(questionFields(questions).map(({ name }) => name)).toEqual(['send.client', 'send.shop', 'get.from']);
  expect(answersOf(questions, { 'send.client': '7', 'get.from': '' })).toEqual({ send: { client: '7' } });
  expect(answersOf(questions, { 'send.client': '', 'get.from': '2026-01-01' })).toEqual({
    send: { client: '' },
    get: { from: '2026-01-01' },
  });
});
