import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shelf } from '../connectors/conformance-shelf.ts';
import type { MessageFault } from './faults.ts';
import { Postman } from './outgoing.ts';
import type { Sandbox } from './sandbox.ts';

let heard: string[] = [];
let answers: number[] = [];
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  heard.push(`${request.url} ${request.headers['x-from']} ${Buffer.concat(parts).toString()}`);
  response.writeHead(answers.shift() ?? 202).end('{}');
});
let address = '';
beforeEach(async () => {
  [heard, answers] = [[], []];
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((done) => server.close(done)));

const letters: number[] = [];
const post = (no: number, path = '/hooks/here') => ({
  url: `${address}${path}`,
  headers: { 'x-from': 'us' },
  body: { no },
});
const sandbox = (path?: string): Sandbox => {
  const { sandbox: base } = shelf;
  if (!base) throw new Error('the shelf has no sandbox');
  return { ...base, outgoing: () => letters.splice(0).map((no) => post(no, path)) };
};
const postman = (path?: string, faults: (MessageFault | null)[] = []) =>
  new Postman(sandbox(path), { takeForMessage: () => faults.shift() ?? null }, (error) => {
    throw error;
  });

test('what a stand-in has to say is posted in its order, each once', async () => {
  const man = postman();
  letters.push(1, 2);
  await Promise.all([man.collect(null), man.collect(null)]);
  expect(heard).toEqual(['/hooks/here us {"no":1}', '/hooks/here us {"no":2}']);
});

test('what is not taken goes out again before the next', async () => {
  const man = postman();
  answers.push(503);
  letters.push(1);
  await man.collect(null);
  letters.push(2);
  await man.collect(null);
  expect(heard.map((it) => it.slice(-2, -1))).toEqual(['1', '1', '2']);
});

test('what nobody ever takes does not stand in the way of the others', async () => {
  const man = postman();
  answers.push(...Array.from({ length: 5 }, () => 400));
  letters.push(1, 2);
  for (let times = 0; times < 5; times += 1) await man.collect(null);
  expect(heard.at(-1)).toContain('{"no":2}');
  expect(heard).toHaveLength(6);
});

test('a message goes out twice, or after the next one, where that was asked for', async () => {
  const man = postman(undefined, ['duplicate-webhook', 'late-webhook']);
  letters.push(1, 2, 3);
  await man.collect(null);
  expect(heard.map((it) => it.slice(-2, -1))).toEqual(['1', '1', '3', '2']);
});

test('nothing is sent to addresses that take no messages, whatever a person typed', async () => {
  letters.push(1);
  await postman('/admin/delete').collect(null);
  expect(heard).toEqual([]);
});
