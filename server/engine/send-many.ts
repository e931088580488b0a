import type { ManyRecord, ManyWritten, Written } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { keepExchange } from './kept-exchange.ts';
import type { OpenTarget } from './open-target.ts';
import type { StepEnd, StepResult } from './runner.ts';
import { contentFor, parked, type Sending, sentEnd, unsentEnd, updatedEnd } from './send-record.ts';

/** Of an answer about many records each one keeps the beginning. */
const mostAnswer = 500;

/** Sends claimed records in one bulk call, all to be made or all to be changed; each ends as if it had been sent alone. */
export async function sendMany(
  open: OpenTarget,
  many: NonNullable<OpenTarget['many']>,
  list: readonly Sending[],
): Promise<StepEnd> {
  const said: Exchange[] = [];
  const log = (exchange: Exchange) => void said.push(exchange);
  const ends = await call(many, list, log).catch((error: unknown) => {
    if (!isOurs(error)) throw error;
    return list.map((): ManyWritten => ({ error }));
  });
  let lost: ConnectionLostError | undefined;
  const results = list.map((sending, index): StepResult => {
    const end = ends[index];
    if (!end) throw new Error('The bulk call gave fewer outcomes than records');
    const exchanges = said.map((exchange) => shareOf(exchange, sending));
    const written = sending.decision.do === 'update' ? updatedEnd : (...it: [Sending, Written]) => sentEnd(open, ...it);
    if ('written' in end) return { ...written(sending, end.written), exchanges };
    if (!(end.error instanceof ConnectionLostError)) return { ...unsentEnd(open, sending, end.error), exchanges };
    lost = end.error;
    return { ...parked(sending), exchanges };
  });
  return { results, lost };
}

function call(many: NonNullable<OpenTarget['many']>, list: readonly Sending[], log: (exchange: Exchange) => void) {
  const { update } = many;
  if (update && list.every(({ decision }) => decision.do === 'update'))
    return update(
      list.map((sending) => ({ key: sending.key, record: contentFor(sending, 'update'), id: idOf(sending) })),
      log,
    );
  return many.write(list.map(asMade), log);
}

/** A record's text is passed on as it is where nothing of it depends on what the call does. */
function asMade(sending: Sending): ManyRecord {
  const { key, text, record, only } = sending;
  if (only !== null) return { key, record: contentFor(sending, 'create') };
  return {
    key,
    text,
    get record() {
      return record();
    },
  };
}

const idOf = ({ decision }: Sending) => (decision.do === 'update' ? decision.id : '');

const isOurs = (error: unknown) =>
  error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError;

/** One record's share of a call about many: what it said of this record. */
const shareOf = (exchange: Exchange, { text }: Sending): Exchange =>
  keepExchange(
    { ...exchange, requestBody: text, responseBody: exchange.responseBody?.slice(0, mostAnswer) ?? null },
    text,
  );
