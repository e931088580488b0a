import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { withoutNotifications } from './postgres-messages.ts';

/** A wire between two programs, which can be bad in every way that wires are. */
export type Line = {
  /** Host and port that lead through the line. */
  host: string;
  /** Milliseconds that everything takes in each direction. */
  latency: number;
  /** The answers come a byte a second. */
  drips: boolean;
  /** The next answers are cut after so many bytes, one each. */
  cutAnswersAfter: number[];
  /** What is asked with these words arrives, and its answer does not come back: for each of them once. */
  lostAnswersTo: string[];
  /** Notifications do not come through, as behind a pooler that lends sessions per transaction. */
  isDeaf: boolean;
  /** Most connections that waited for an answer at the same moment. */
  mostAtOnce: number;
  /** Everything that is open ends now. */
  cut(): void;
  /** Nothing goes through any more, and nobody is told. */
  freeze(): void;
  /** What was held up goes through. */
  thaw(): void;
  /** What is open now never says anything again, and nobody is told; new connections work. */
  forget(): void;
  close(): Promise<void>;
};

type Wire = { client: Socket; target: Socket; isForgotten: boolean; losesAnswer: boolean; waits: boolean };

export async function openLine(to: { host: string; port: number }): Promise<Line> {
  const wires = new Set<Wire>();
  let thawed = Promise.withResolvers<void>();
  thawed.resolve();
  const server = createServer((client) => {
    const wire = { client, target: connect(to), isForgotten: false, losesAnswer: false, waits: false };
    wires.add(wire);
    const end = () => {
      wires.delete(wire);
      client.destroy();
      wire.target.destroy();
    };
    for (const socket of [client, wire.target]) socket.on('error', end).on('close', end).setNoDelay();
    const strip = withoutNotifications();
    carry(wire, client, (chunk) => forth(line, wire, chunk));
    carry(wire, wire.target, (chunk) => back(line, wire, line.isDeaf ? strip(chunk) : chunk));
  });
  const carry = (wire: Wire, from: Socket, deliver: (chunk: Buffer) => Promise<void>) =>
    from.on('data', async (chunk: Buffer) => {
      from.pause();
      await thawed.promise;
      if (wire.isForgotten) return;
      if (line.latency > 0) await pause(line.latency);
      await deliver(chunk);
      from.resume();
    });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  function forth(line: Line, wire: Wire, chunk: Buffer) {
    wire.waits = true;
    line.mostAtOnce = Math.max(line.mostAtOnce, [...wires].filter(({ waits }) => waits).length);
    const words = line.lostAnswersTo[0];
    if (words !== undefined && chunk.includes(words)) {
      line.lostAnswersTo.shift();
      wire.losesAnswer = true;
    }
    return send(wire.target, chunk);
  }

  const line: Line = {
    ...{ host: `127.0.0.1:${port}`, latency: 0, drips: false, cutAnswersAfter: [], lostAnswersTo: [], isDeaf: false },
    mostAtOnce: 0,
    cut() {
      for (const { client, target } of wires) {
        client.resetAndDestroy();
        target.resetAndDestroy();
      }
    },
    freeze() {
      thawed = Promise.withResolvers();
    },
    thaw: () => thawed.resolve(),
    forget() {
      for (const wire of wires) wire.isForgotten = true;
    },
    async close() {
      thawed.resolve();
      for (const { client, target } of wires) {
        client.destroy();
        target.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
  return line;
}

const send = async (to: Socket, chunk: Buffer) => {
  if (chunk.length > 0 && !to.destroyed) await new Promise((sent) => to.write(chunk, sent));
};

async function back(line: Line, wire: Wire, chunk: Buffer) {
  wire.waits = false;
  if (wire.losesAnswer) return void wire.client.resetAndDestroy();
  const after = line.cutAnswersAfter.shift();
  if (after !== undefined) {
    await send(wire.client, chunk.subarray(0, after));
    return void wire.client.resetAndDestroy();
  }
  if (!line.drips) return send(wire.client, chunk);
  for (let at = 0; at < chunk.length && line.drips && !wire.client.destroyed; at += 1) {
    await send(wire.client, chunk.subarray(at, at + 1));
    await pause(1000);
  }
}
