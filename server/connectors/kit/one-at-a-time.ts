const underWay = new Map<string, Promise<unknown>>();

/**
 * Work under the same name waits for its turn, within this process. Records go out several at a time, and two of one new
 * customer must not both find nobody and make one each, where the other side accepts any number of equal ones.
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
