import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { ManyWritten } from '../connector.ts';

/**
 * For bulk calls that take all of a list or nothing: a refused list is sent again in halves until the bad records stand
 * alone. `isAboutContent` says whether a refusal speaks of what was sent, so that a smaller list may pass.
 */
export async function inHalves<Record>(
  records: readonly Record[],
  send: (records: readonly Record[]) => Promise<ManyWritten[]>,
  isAboutContent: (error: unknown) => boolean,
): Promise<ManyWritten[]> {
  try {
    return await send(records);
  } catch (error) {
    if (!isAboutContent(error) || records.length === 1) throw error;
    const middle = Math.ceil(records.length / 2);
    const halves: ManyWritten[] = [];
    for (const half of [records.slice(0, middle), records.slice(middle)])
      halves.push(...(await settled(half, () => inHalves(half, send, isAboutContent))));
    return halves;
  }
}

/** A half that fails is no reason to doubt the other one. */
async function settled(records: readonly unknown[], work: () => Promise<ManyWritten[]>): Promise<ManyWritten[]> {
  try {
    return await work();
  } catch (error) {
    const isOurs =
      error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError;
    if (isOurs) return records.map(() => ({ error }));
    throw error;
  }
}
