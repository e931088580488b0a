const underWay = new Map<string, Promise<unknown>>();

/**
 * Work under the same name waits for its turn, within this process. Orders go out several at a time, and two of one new
 * customer must not both find nobody and make a debtor each; AccountView itself accepts any number of equal ones.
 */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = underWay.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  underWay.set(name, mine);
  try {
    return await mine;
  } finally {
    if (underWay.get(name) === mine) underWay.delete(name);
  }
}
