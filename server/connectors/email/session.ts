import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Done, Line } from '#server/outbound/lines.ts';
import type { ConnectorContext } from '../connector.ts';
import { refusalOf } from './refusals.ts';
import type { Settings } from './settings.ts';

type Envelope = { from: string; to: string[] };
type Accepted = { response: string; rejected: string[] };

/** What is done once the server has let us in; the answer is its last line. */
type Work<T> = (session: Session) => Promise<{ value: T; answer: string }>;
type Said = { effect: 'read' | 'write'; said: string };

/** One conversation with the mail server (RFC 5321): greeting, TLS, signing in, work, goodbye. */
export function withSession<T>({ lines, settings }: ConnectorContext<Settings>, what: Said, work: Work<T>): Promise<T> {
  const { host, port, security } = settings;
  const url = `${security === 'tls' ? 'smtps' : 'smtp'}://${host}:${port}`;
  // A server may think about a message for minutes (RFC 5321, 4.5.3.2); a second one must not leave meanwhile.
  const how = { method: 'SMTP', url, timeoutMs: 120_000 };
  return lines.ask({ ...how, ...what }, async (line): Promise<Done<T>> => {
    const socket = await lines.connect({ host, port }, line.signal);
    try {
      const session = new Session(socket, line, settings);
      await session.open();
      const { value, answer } = await work(session);
      session.leave();
      return { value, answer, status: Number(answer.slice(0, 3)) || null };
    } finally {
      socket.destroy();
    }
  });
}

type Step = (done: (error?: Error | null) => void) => void;

class Session {
  readonly #smtp: SMTPConnection;
  readonly #line: Line;
  readonly #settings: Settings;
  readonly #broken: Promise<never>;

  constructor(socket: Socket, line: Line, settings: Settings) {
    const { host, security } = settings;
    this.#line = line;
    this.#settings = settings;
    this.#smtp = new SMTPConnection({
      ...{ host, connection: socket, secure: security === 'tls' },
      ...{ requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
      // The line's own clock ends every wait.
      ...{ greetingTimeout: 600_000, socketTimeout: 600_000, name: 'koppel.invalid' },
    });
    this.#broken = new Promise((_, reject) => this.#smtp.on('error', reject));
    this.#broken.catch(() => undefined);
  }

  async open() {
    await this.#step('greeting', (done) => this.#smtp.connect(() => done()));
    const { user, password: pass } = this.#settings;
    if (user !== '') await this.#step('sign-in', (done) => this.#smtp.login({ user, pass }, done));
  }

  async send(envelope: Envelope, message: Buffer): Promise<Accepted> {
    const accepted = Promise.withResolvers<Accepted>();
    this.#line.deed();
    await this.#step('message', (done) =>
      this.#smtp.send(envelope, message, (error, info) => {
        if (info) accepted.resolve({ response: info.response, rejected: info.rejected });
        done(error);
      }),
    );
    return accepted.promise;
  }

  leave() {
    this.#smtp.quit();
  }

  /** The server's own no becomes one of the house's errors; anything else is the line's fault. */
  async #step(phase: 'greeting' | 'sign-in' | 'message', step: Step) {
    const done = new Promise<void>((resolve, reject) => step((error) => (error ? reject(error) : resolve())));
    try {
      await Promise.race([done, this.#broken]);
    } catch (error) {
      throw refusalOf(error, phase, this.#settings) ?? error;
    }
  }
}
