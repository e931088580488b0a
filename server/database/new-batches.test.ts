import { expect, it } from 'vitest';
import { openBooks } from '#server/faults/books.ts';
import { fileToBooks, orderNumbers, settledRecords } from '#server/faults/journeys.ts';
import { runKoppel } from '#server/testing/running-koppel.ts';

it('a record with an absurdly long key does not keep the others of its page from arriving', async () => {
  const books = await openBooks();
  const koppel = await runKoppel({ allowPrivate: books.host });
  const person = await koppel.person('admin');
  const long = Array.from({ length: 5000 }, (_, index) => index.toString(36)).join('');
  const journey = await fileToBooks({ person, books }, [...orderNumbers(3), `${long}A`, `${long}B`]);
  const { id } = await person.call('startRun', { params: { id: journey.flowId }, body: { mode: 'live' } });
  const seen = await settledRecords(person, [id], 60);
  expect(seen.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
  expect(new Set(books.effects)).toEqual(new Set(journey.issued));
  await koppel.stop();
  await books.close();
}, 90_000);
