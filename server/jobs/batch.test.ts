import { afterAll, beforeAll, expect, it } from 'vitest';
import { addJob } from '#server/database/queue.ts';
import { type Books, openBooks } from '#server/faults/books.ts';
import { fileToBooks, orderNumbers } from '#server/faults/journeys.ts';
import { until } from '#server/faults/lab.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let books: Books;
let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  books = await openBooks();
  koppel = await runKoppel({ allowPrivate: books.host });
  person = await koppel.person('admin');
});
afterAll(async () => {
  await koppel.stop();
  await books.close();
});

it('a second job for a batch that is being sent leaves it alone, also towards a system that cannot be asked', async () => {
  books.slowness = 30;
  const { flowId } = await fileToBooks({ person, books }, orderNumbers(40));
  const run = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  await until(() => books.effects.length > 2, 'the first orders arrive');
  for (let times = 0; times < 3; times += 1)
    await addJob(koppel.services.db, 'batch', { organization: person.organizationId, run: run.id, batch: 0 });
  expect((await untilEnded(person, run.id)).counts).toMatchObject({ sent: 40, attention: 0 });
  expect(books.effects.toSorted()).toEqual(orderNumbers(40).toSorted());
});
