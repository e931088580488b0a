import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { mostBytes, TooLargeError, unpack } from './body.ts';

/** How far one request came. `sent` is the line between "certainly not done" and "perhaps done". */
export type RoundTrip = {
  sent: boolean;
  status: number | null;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Why there is no whole answer; null when there is one. */
  cause: Error | null;
  /** The signal ended it: the time-out or the stopping process. */
  aborted: boolean;
};

/**
 * Sends one request and reads the answer, redirects included as they are, until the end, the cap or the signal.
 * `onAnswer` is told when an answer begins.
 */
export async function roundTrip(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  onAnswer: () => unknown = () => undefined,
): Promise<RoundTrip> {
  const reception = new Reception(signal, onAnswer);
  const stop = () => reception.stop(asError(signal.reason));
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    // The signal is the one clock: undici's own two would end a slow answer early or never end a dripping one.
    dispatcher.dispatch({ ...request, headersTimeout: 0, bodyTimeout: 0 }, reception);
    await reception.whole.promise;
    const body = await unpack(Buffer.concat(reception.chunks), reception.headers['content-encoding']);
    return { ...reception.seen(), body, cause: null };
  } catch (error) {
    return { ...reception.seen(), body: Buffer.alloc(0), cause: asError(error) };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

class Reception implements Dispatcher.DispatchHandler {
  readonly whole = Promise.withResolvers<void>();
  readonly chunks: Buffer[] = [];
  headers: IncomingHttpHeaders = {};
  #sent = false;
  #status: number | null = null;
  #bytes = 0;
  #controller: Dispatcher.DispatchController | null = null;
  readonly #signal: AbortSignal;
  readonly #onAnswer: () => unknown;

  constructor(signal: AbortSignal, onAnswer: () => unknown) {
    this.#signal = signal;
    this.#onAnswer = onAnswer;
  }

  seen() {
    return { sent: this.#sent, status: this.#status, headers: this.headers, aborted: this.#signal.aborted };
  }

  stop(reason: Error) {
    this.#controller?.abort(reason);
    this.whole.reject(reason);
  }

  /** The socket is open and the first byte is about to leave. */
  onRequestStart(controller: Dispatcher.DispatchController) {
    if (this.#signal.aborted) return controller.abort(asError(this.#signal.reason));
    this.#controller = controller;
    this.#sent = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders) {
    if (status < 200) return;
    this.#onAnswer();
    this.#status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer) {
    this.#bytes += chunk.length;
    if (this.#bytes > mostBytes) this.stop(new TooLargeError('the answer is too large'));
    else this.chunks.push(chunk);
  }

  onResponseEnd() {
    this.whole.resolve();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error) {
    this.whole.reject(error);
  }
}
