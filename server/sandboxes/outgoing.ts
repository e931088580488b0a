import type { Json } from '#server/connectors/connector.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
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
  readonly #onError: (error: unknown) => void;
  #bag: Outgoing[] = [];
  #tries = 0;
  #round: Promise<void> = Promise.resolve();

  constructor(sandbox: Sandbox, onError: (error: unknown) => void) {
    this.#sandbox = sandbox;
    this.#onError = onError;
  }

  /** Something may have happened in this world. */
  collect(world: Json): Promise<void> {
    const fresh = this.#sandbox.outgoing?.(world) ?? [];
    this.#bag = [...this.#bag, ...fresh.filter(({ url }) => isOurs(url))].slice(-mostWaiting);
    this.#round = this.#round.then(() => this.#deliver()).catch(this.#onError);
    return this.#round;
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
