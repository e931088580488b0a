import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 64 MiB and three passes. */
const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** Each hash needs 64 MiB: more than four at once would let sign-in attempts fill the memory. */
const atOnce = 4;
let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => queue.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    queue.shift()?.();
  }
}

export const hashPassword = (password: string) => inTurn(() => hash(password, cost));

/** Against nobody's hash it takes as long as against a real one, so that time does not tell who has an account. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await inTurn(async () => verify(stored ?? (await nobody), password));
  return stored !== null && fits;
}

const nobody = hash('nobody has this password', cost);
