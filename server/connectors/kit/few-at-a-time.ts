/** How many calls of one page go out side by side. */
const sideBySide = 4;

/** Does the same for each, a few at a time; the results keep the order. The first error ends it. */
export async function fewAtATime<In, Out>(list: readonly In[], work: (it: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const queue = list.entries();
  const worker = async () => {
    for (const [at, it] of queue) results[at] = await work(it);
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, list.length) }, worker));
  return results;
}
