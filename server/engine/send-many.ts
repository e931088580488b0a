import type { ManyRecord, ManyWritten } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { keepExchange } from './kept-exchange.ts';
import type { OpenTarget } from './open-target.ts';
import type { StepEnd, StepResult } from './runner.ts';
import { parked, type Sending, sentEnd, unsentEnd } from './send-record.ts';

/** Of an answer about many records each one keeps the beginning. */
const mostAnswer = 500;

/** Sends claimed records in one bulk call; each ends as if it had been sent alone. */
export async function sendMany(
  open: OpenTarget,
  many: NonNullable<OpenTarget['many']>,
  list: readonly Sending[],
): Promise<StepEnd> {
  const said: Exchange[] = [];
  const ends = await many
    .write(list.map(asSent), (exchange) => void said.push(exchange))
    .catch((error: unknown) => {
      if (!isOurs(error)) throw error;
      return list.map((): ManyWritten => ({ error }));
    });
  let lost: ConnectionLostError | undefined;
  const results = list.map((sending, index): StepResult => {
    const end = ends[index];
    if (!end) throw new Error('The bulk call gave fewer outcomes than records');
    const exchanges = said.map((exchange) => shareOf(exchange, sending));
    if ('written' in end) return { ...sentEnd(sending, end.written), exchanges };
    if (!(end.error instanceof ConnectionLostError)) return { ...unsentEnd(open, sending, end.error), exchanges };
    lost = end.error;
    return { ...parked(sending), exchanges };
  });
  return { results, lost };
}

const asSent = ({ key, text, record }: Sending): ManyRecord => ({
  key,
  text,
  get record() {
    return record();
  },
});

const isOurs = (error: unknown) =>
  error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError;

/** One record's share of a call about many: what it said of this record. */
const shareOf = (exchange: Exchange, { text }: Sending): Exchange =>
  keepExchange(
    { ...exchange, requestBody: text, responseBody: exchange.responseBody?.slice(0, mostAnswer) ?? null },
    text,
  );
