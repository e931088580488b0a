import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import { lineAt } from '#server/sandboxes/kit/line-at.ts';
import type { LineHere, Sandbox } from '#server/sandboxes/sandbox.ts';
import words from '../words.json' with { type: 'json' };
import { readMail } from './read-mail.ts';

type Mail = { id: string; at: string; to: string; subject: string; text: string };
type World = { mails: Mail[] };

const demo = { user: 'orders@demo-shop.example', password: 'demo-mailbox-1' };
const read = { method: 'GET', url: '/' };
const write = { method: 'POST', url: '/' };

/** A mail server's no: the number goes in front of the sentence (RFC 5321, 4.2). */
class No extends Error {
  readonly responseCode: number;
  constructor(code: number, sentence: string) {
    super(sentence);
    this.responseCode = code;
  }
}

const refusals = {
  busy: new No(421, '4.7.0 Too many messages, try again later'),
  error: new No(451, '4.3.0 Local error in processing'),
  'revoke-token': new No(535, '5.7.8 Username and password not accepted'),
  refuse: new No(550, '5.1.1 The mailbox does not exist'),
};
const isRefusal = (fault: string | null): fault is keyof typeof refusals => fault !== null && fault in refusals;

/** A mail server with one mailbox for everything: whatever is sent stays here for people to look at. */
function answer(socket: Socket, here: LineHere<World>) {
  let fault: string | null = null;
  const server = new SMTPServer({
    ...{ logger: false, disableReverseLookup: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true },
    ...{ authMethods: ['PLAIN', 'LOGIN'], banner: 'Koppel demo mailbox', size: 10_000_000 },
    onAuth({ username, password }, _session, done) {
      fault = here.strike(read);
      if (fault === 'timeout-before') return;
      if (isRefusal(fault)) return done(refusals[fault]);
      if (username !== demo.user || password !== demo.password) return done(refusals['revoke-token']);
      done(null, { user: username });
    },
    onRcptTo({ address }, _session, done) {
      fault ??= here.strike(write);
      if (isRefusal(fault)) return done(refusals[fault]);
      done(address.startsWith('nobody@') ? refusals.refuse : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
        here.world().mails.push({ ...readMail(Buffer.concat(chunks).toString()), to, at: here.clock().toISOString() });
        here.changed();
        if (fault === 'half-answer') return socket.end('250 2.');
        if (fault !== 'timeout-after') done(null, '2.0.0 Accepted');
      });
    },
  });
  server.on('error', () => socket.destroy());
  server.connect(socket);
}

const said = (status: number, no: No) => ({
  status,
  contentType: 'text/plain',
  body: `${no.responseCode} ${no.message}`,
});

export const sandbox: Sandbox<World> = {
  seed: () => ({ mails: [] }),
  routes: () => undefined,
  line: answer,
  settings: async (address) => ({
    ...(await lineAt(address)),
    ...{ ...demo, security: 'none', from: demo.user, fromName: 'Demo shop' },
  }),
  faultAnswers: {
    refuse: said(422, refusals.refuse),
    busy: said(429, refusals.busy),
    error: said(500, refusals.error),
    'revoke-token': said(401, refusals['revoke-token']),
  },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method === 'POST',
  actions: {
    'empty-mailbox': {
      title: words.emptyMailbox,
      input: z.object({}),
      run(world) {
        world.mails.length = 0;
        return { key: 'mailbox' };
      },
    },
  },
  tables: ({ mails }) => [
    {
      ...{ id: 'mails', title: words.mailbox },
      columns: ['at', 'to', 'subject', 'text'].map((id) => ({
        id,
        title: words.columns[id as keyof typeof words.columns],
      })),
      rows: mails
        .slice(-100)
        .reverse()
        .map(({ at, to, subject, text }) => ({ at, to, subject, text })),
    },
  ],
  received: ({ mails }) => mails.map(({ id, at, ...body }) => ({ at, what: 'mail', id, body: body satisfies Json })),
};
