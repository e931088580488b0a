import { expect, it } from 'vitest';
import { createHands } from './hands.ts';

it('no more batches are worked on at once than there are hands; the others wait in line', async () => {
  const hands = createHands(2);
  const first = await hands.take();
  await hands.take();
  const order: string[] = [];
  const third = hands.take().then((letGo) => {
    order.push('third');
    return letGo;
  });
  order.push('before');
  first();
  (await third)();
  expect(order).toEqual(['before', 'third']);
});

it('a reading waits for a hand that is soon free', async () => {
  const hands = createHands(1);
  const letGo = await hands.take();
  const soon = hands.takeSoon();
  letGo();
  expect(await soon).not.toBeNull();
});

it('a reading leaves its page to the queue while batches take long, and takes hands again when they are quick', async () => {
  let time = 0;
  const hands = createHands(1, () => time);
  const slow = await hands.take();
  time += 1000;
  slow();
  const next = await hands.take();
  expect(await hands.takeSoon()).toBeNull();
  next();
  const quick = await hands.takeSoon();
  expect(quick).not.toBeNull();
  const again = hands.takeSoon();
  quick?.();
  expect(await again).not.toBeNull();
});

it('a hand that came too late is free for the next', async () => {
  const hands = createHands(1);
  const letGo = await hands.take();
  expect(await hands.takeSoon()).toBeNull();
  letGo();
  expect(await hands.takeSoon()).not.toBeNull();
});
