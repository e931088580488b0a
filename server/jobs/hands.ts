/**
 * How many batches one process works on at the same time, whether they come from the queue or straight from a reading.
 * A reading keeps its page where a hand is free, or will be soon; what is slow goes to the queue, for all workers.
 */
export type Hands = {
  /** Waits in line for a hand; gives the way to let go. */
  take(): Promise<() => void>;
  /** A hand that is free now or within the time that a quick batch takes; null where the queue is the better place. */
  takeSoon(): Promise<(() => void) | null>;
};

/** A batch that takes longer waits for the other side most of the time. */
const quickMs = 250;

export function createHands(size: number, clock: () => number = () => performance.now()): Hands {
  let free = size;
  let quick = true;
  const line: (() => void)[] = [];

  const taken = () => {
    const since = clock();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      quick = clock() - since < quickMs;
      const next = line.shift();
      if (next) next();
      else free += 1;
    };
  };
  const wait = () => {
    const turn = Promise.withResolvers<() => void>();
    const call = () => turn.resolve(taken());
    line.push(call);
    return { turn: turn.promise, call };
  };
  const take = async () => {
    if (free === 0) return wait().turn;
    free -= 1;
    return taken();
  };

  return {
    take,
    async takeSoon() {
      if (free > 0) return take();
      if (!quick) return null;
      const { turn, call } = wait();
      const timer = Promise.withResolvers<null>();
      const timeout = setTimeout(() => {
        const at = line.indexOf(call);
        if (at === -1) return;
        line.splice(at, 1);
        quick = false;
        timer.resolve(null);
      }, quickMs);
      const got = await Promise.race([turn, timer.promise]);
      clearTimeout(timeout);
      return got;
    },
  };
}
