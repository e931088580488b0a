import type pg from 'pg';

/** A statement of ours takes well below a second; one that is not answered for this long is not answered any more. */
const silentSeconds = 30;

/**
 * Ends a session whose database says nothing. A firewall that forgets a connection tells neither side, and the operating
 * system would wait for a quarter of an hour; whoever asked then goes on as after any other lost session.
 */
export function endWhenSilent(client: pg.Client): void {
  const ask: unknown = Reflect.get(client, 'query');
  if (typeof ask !== 'function') return;
  Reflect.set(client, 'query', (...given: unknown[]) => {
    const late = setTimeout(() => end(client), silentSeconds * 1000).unref();
    const answered = () => clearTimeout(late);
    const done = given.at(-1);
    if (typeof done === 'function') {
      const told = (...said: unknown[]) => {
        answered();
        return Reflect.apply(done, undefined, said);
      };
      return Reflect.apply(ask, client, [...given.slice(0, -1), told]);
    }
    const answer: unknown = Reflect.apply(ask, client, given);
    if (answer instanceof Promise) answer.then(answered, answered);
    else answered();
    return answer;
  });
}

function end(client: pg.Client): void {
  const connection: unknown = Reflect.get(client, 'connection');
  if (typeof connection !== 'object' || connection === null) return;
  const stream: unknown = Reflect.get(connection, 'stream');
  if (typeof stream === 'object' && stream !== null && 'destroy' in stream && typeof stream.destroy === 'function')
    stream.destroy();
}
