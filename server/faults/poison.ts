import { Broken } from './broken.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { recovered, startLive, type Trial } from './trial.ts';

const orders = 10_000;

/** Every hundredth order is poison of one kind or another; endless ones stay below the number at which a flow pauses itself. */
function poisoned(number: string, index: number): string {
  if (index % 100 !== 50) return number;
  const turn = (index - 50) / 100;
  if (turn === 13) return `${number}-LOOP`;
  if (turn === 31 || turn === 57) return `${number}-HOG`;
  if (turn === 77) return `${number}-LARGE`;
  return turn % 2 === 0 ? `${number}-BAD` : `${number}-REFUSED`;
}

/** One order in a hundred is poison: it needs attention with its reason, and all others arrive, once. */
export const poison: Trial = async (lab, seed) => {
  const numbers = orderNumbers(orders).map(poisoned);
  const journey = await fileToBooks(lab, numbers);
  for (let more = 0; more < 1 + (seed % 3); more += 1) lab.startWorker();
  const struckAt = performance.now();
  const run = await startLive(lab, journey);
  const took = await recovered(lab, journey, [run], struckAt);
  const { counts } = await lab.person.call('getRun', { params: { id: run } });
  const healthy = numbers.filter((number) => !number.includes('-'));
  const arrived = new Set(lab.books.effects);
  const missing = healthy.filter((number) => !arrived.has(number));
  if (missing.length > 0) throw new Broken(`${missing.length} of ${healthy.length} did not arrive`);
  if (counts.sent + counts.attention !== orders)
    throw new Broken(`${counts.sent} sent, ${counts.attention} for a person`);
  return took;
};

/** Formulas eat all memory they can get, in several runs at the same moment: their orders need attention, the others arrive. */
export const memoryPressure: Trial = async (lab, seed) => {
  const prefixes = Array.from({ length: 3 }, (_, no) => `M${no}-`);
  const numbers = prefixes.map((prefix) =>
    orderNumbers(50, prefix).map((number, index) => (index % 10 === seed % 10 ? `${number}-HOG` : number)),
  );
  const journeys = await Promise.all(numbers.map((list) => fileToBooks(lab, list)));
  const runs = await Promise.all(journeys.map((journey) => startLive(lab, journey)));
  const struckAt = performance.now();
  lab.startWorker();
  let took = 0;
  for (const [index, journey] of journeys.entries())
    took = Math.max(took, await recovered(lab, journey, [runs[index] ?? ''], struckAt));
  const poisons = lab.books.effects.filter((number) => number.includes('HOG'));
  if (poisons.length > 0) throw new Broken(`${poisons.length} poisonous orders were sent`);
  return took;
};
