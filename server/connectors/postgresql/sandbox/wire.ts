import { connect, type Socket } from 'node:net';
import type { FaultKind, LineHere } from '#server/sandboxes/sandbox.ts';
import { Messages, readyAgain, refusal, startupFor } from './messages.ts';
import { demo } from './shop.ts';
import type { World } from './world.ts';

const read = { method: 'GET', url: '/' };
const write = { method: 'POST', url: '/' };

/** What PostgreSQL says when it shuts the door (errcodes.txt). */
const closings: Partial<Record<FaultKind, [code: string, sentence: string]>> = {
  busy: ['53300', 'sorry, too many clients already'],
  error: ['XX000', 'could not read block 0: unexpected data'],
  'revoke-token': ['28P01', `password authentication failed for user "${demo.user}"`],
};

/** Stands between whoever comes in and the database: passes both sides on, and shows the faults that were asked for. */
export function answerLine(client: Socket, here: LineHere<World>) {
  const target = new URL(here.databaseUrl ?? '');
  const server = connect(Number(target.port), target.hostname);
  server.on('error', () => client.destroy()).on('close', () => client.end());
  client.on('close', () => server.destroy());
  const state: State = { armed: null, ending: null, refused: false };
  const messages = new Messages();
  server.on('data', (chunk: Buffer) => {
    if (state.ending === 'timeout-after') return;
    if (state.ending !== 'half-answer') return void client.write(chunk);
    client.write(chunk.subarray(0, 3), () => client.destroy());
  });
  client.on('data', (chunk: Buffer) => {
    for (const message of messages.read(chunk)) {
      const passedOn = pass(message, client, here, state, target.pathname.slice(1));
      if (passedOn) server.write(passedOn);
    }
  });
}

/** `armed` waits for the COMMIT of its transaction and is `ending` from then on. */
type State = { armed: FaultKind | null; ending: FaultKind | null; refused: boolean };
type Message = ReturnType<Messages['read']>[number];

/** One message of the client: what goes on to the server, null for nothing. */
function pass(message: Message, client: Socket, here: LineHere<World>, state: State, database: string): Buffer | null {
  if (message.type === 'secure') client.write('N');
  if (message.type === 'secure') return null;
  if (message.type === 'start') return begin(message, client, here, database);
  if (/^insert/i.test(message.text)) {
    const fault = here.strike(write);
    if (fault === 'refuse') state.refused = true;
    else state.armed = fault;
  }
  if (state.refused) return leftOut(message, client, state);
  // What is lost of a write is the answer to its end.
  if (/^commit/i.test(message.text)) state.ending = state.armed;
  return message.bytes;
}

function begin({ bytes }: Message, client: Socket, here: LineHere<World>, database: string): Buffer | null {
  const fault = here.strike(read);
  if (fault === 'timeout-before') return null;
  const closing = fault && closings[fault];
  if (!closing) return startupFor(bytes, demo.database, database);
  client.end(refusal('FATAL', ...closing));
  return null;
}

/** The refused statement is left out up to its end, then the server's answer stands for it. */
function leftOut({ type }: Message, client: Socket, state: State): null {
  if (type !== 'S') return null;
  state.refused = false;
  const sentence = 'new row for relation "orders" violates check constraint "orders_total_check"';
  client.write(Buffer.concat([refusal('ERROR', '23514', sentence), readyAgain]));
  return null;
}
