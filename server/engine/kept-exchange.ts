import type { Exchange } from '#server/outbound/http-client.ts';

/** An exchange as the log keeps it: what was sent is not written down a second time where it is what came into the step. */
export type KeptExchange = Exchange & { sentInput?: true };

export const keepExchange = (exchange: Exchange, input: string): KeptExchange =>
  exchange.requestBody === input ? { ...exchange, requestBody: null, sentInput: true } : exchange;

/** The exchange as it was; `input` is the text that came into the step. */
export function wholeExchange({ sentInput, ...exchange }: KeptExchange, input: string): Exchange {
  return sentInput ? { ...exchange, requestBody: input } : exchange;
}
