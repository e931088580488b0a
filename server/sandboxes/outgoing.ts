import type { Json } from '#server/connectors/connector.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import type { PendingFaults } from './faults.ts';
import type { Sandbox } from './sandbox.ts';

/** One message that a stand-in sends by itself. */
export type Outgoing = { url: string; headers: Record<string, string>; body: Json };

/** So that nobody fills a world with messages that no one takes. */
const mostWaiting = 1000;
const mostTries = 5;

/**
 * Posts what a stand-in has to say, one message after another. What is not taken stays, and goes out before the next one: a
 * vendor that tries again, until it gives up. Only addresses where the product takes messages are called, whatever a person typed.
 */
export class Postman {
  readonly #sandbox: Sandbox;
  readonly #faults: Pick<PendingFaults, 'takeForMessage'>;
  readonly #onError: (error: unknown) => void;
  #bag: Outgoing[] = [];
  #late: Outgoing[] = [];
  #tries = 0;
  #round: Promise<void> = Promise.resolve();

  constructor(sandbox: Sandbox, faults: Pick<PendingFaults, 'takeForMessage'>, onError: (error: unknown) => void) {
    this.#sandbox = sandbox;
    this.#faults = faults;
    this.#onError = onError;
  }

  /** Something may have happened in this world. */
  collect(world: Json): Promise<void> {
    const fresh = this.#sandbox.outgoing?.(world) ?? [];
    for (const message of fresh) if (isOurs(message.url)) this.#take(message);
    this.#bag = this.#bag.slice(-mostWaiting);
    this.#round = this.#round.then(() => this.#deliver()).catch(this.#onError);
    return this.#round;
  }

  /** As it comes, unless it was told to go out twice, or only after the next one. */
  #take(message: Outgoing) {
    const fault = this.#faults.takeForMessage();
    if (fault === 'late-webhook') this.#late.push(message);
    else this.#bag.push(message, ...(fault ? [{ ...message }] : []), ...this.#late.splice(0));
  }

  async #deliver() {
    for (let next = this.#bag[0]; next; next = this.#bag[0]) {
      const taken = await isTaken(next);
      this.#tries = taken ? 0 : this.#tries + 1;
      if (!taken && this.#tries < mostTries) return;
      this.#tries = 0;
      this.#bag = this.#bag.filter((it) => it !== next);
    }
  }
}

const isOurs = (url: string) => URL.parse(url)?.pathname.startsWith('/hooks/') ?? false;

async function isTaken({ url, headers, body }: Outgoing): Promise<boolean> {
  const { host } = new URL(url);
  const http = createHttpClient({
    secrets: Object.values(headers),
    hosts: [host],
    mayReach: allowPrivate([host]),
    onExchange: () => {},
    now: () => new Date(),
  });
  const answer = await http.send({ method: 'POST', url, headers, json: body, effect: 'read' }).catch(() => null);
  return answer !== null && answer.status < 300;
}
