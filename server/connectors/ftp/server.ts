import { createServer, type Server, type Socket } from 'node:net';
import { posix } from 'node:path';
import * as z from 'zod';
import type { AskOwn } from '#server/sandboxes/sandbox.ts';
import type { Front } from '../files/sandbox/index.ts';

const List = z.array(z.object({ name: z.string(), folder: z.boolean(), bytes: z.number(), at: z.string() }));

/** What an answer of the files behind it is called in FTP (RFC 959, 4.2). */
const refusalOf = (status: number): string | null => {
  if (status < 300) return null;
  if (status === 401) return '530 Not logged in';
  if (status === 404) return '550 No such file or folder';
  if (status === 429) return '421 Too many connections, try again later';
  return status === 422 ? '553 Not allowed here' : '451 Local error, try again';
};

type Listed = z.infer<typeof List>[number];

/** As RFC 3659 (7.2) writes it, for programs. */
const machineLine = ({ name, folder, bytes, at }: Listed) =>
  `type=${folder ? 'dir' : 'file'};size=${bytes};modify=${timeOf(at)}; ${name}`;

/** As `ls -l` writes it, which older clients ask for. */
function unixLine({ name, folder, bytes, at }: Listed): string {
  const [, day = '', month = '', time = ''] = /^\w+, (\d+) (\w+) \d+ ([\d:]{5})/.exec(new Date(at).toUTCString()) ?? [];
  return `${folder ? 'd' : '-'}rw-r--r-- 1 demo demo ${bytes} ${month} ${day} ${time} ${name}`;
}

const timeOf = (at: string) => at.replace(/\.\d+Z$/, '').replace(/\D/g, '');
const queryOf = (path: string) => new URLSearchParams({ path }).toString();

/** One client's line: commands come in, replies go out, and files over a line of their own (passive mode only). */
class Session {
  readonly #socket: Socket;
  readonly #ask: AskOwn;
  readonly #login: { user: string; password: string };
  #user = '';
  #signedIn = false;
  #renameFrom = '';
  #start = 0;
  #data: { server: Server; socket: Promise<Socket> } | null = null;

  constructor(socket: Socket, ask: AskOwn, login: { user: string; password: string }) {
    this.#socket = socket;
    this.#ask = ask;
    this.#login = login;
    socket.on('close', () => this.#data?.server.close());
    this.#reply('220 Koppel demo files');
    let rest = '';
    let working: Promise<unknown> = Promise.resolve();
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) working = working.then(() => this.#take(line)).catch(() => void socket.destroy());
    });
  }

  #reply = (text: string) => this.#socket.write(`${text}\r\n`);

  async #take(line: string): Promise<unknown> {
    const [, word = '', argument = ''] = /^(\w+) ?(.*)$/.exec(line) ?? [];
    const path = posix.resolve('/', argument);
    const name = word.toUpperCase();
    if (name === 'USER') {
      this.#user = argument;
      return this.#reply('331 Password, please');
    }
    if (name === 'PASS') return this.#signIn(argument);
    if (name === 'AUTH') return this.#reply('502 No encryption here');
    if (name === 'QUIT') return this.#socket.end('221 Goodbye\r\n');
    if (!this.#signedIn) return this.#reply('530 Not logged in');
    const command = this.#commands[name];
    return command ? command(path, argument) : this.#reply('502 Unknown command');
  }

  readonly #commands: Record<string, (path: string, argument: string) => unknown> = {
    FEAT: () =>
      this.#reply('211-Features:\r\n EPSV\r\n MLST type*;size*;modify*;\r\n SIZE\r\n REST STREAM\r\n UTF8\r\n211 End'),
    TYPE: () => this.#reply('200 Done'),
    STRU: () => this.#reply('200 Done'),
    OPTS: () => this.#reply('200 Done'),
    NOOP: () => this.#reply('200 Done'),
    PWD: () => this.#reply('257 "/" is where you are'),
    EPSV: () => this.#listen((port) => `229 Extended passive mode (|||${port}|)`),
    PASV: () => this.#listen((port) => `227 Passive mode (127,0,0,1,${port >> 8},${port & 255})`),
    REST: (_path, at) => {
      this.#start = Number(at) || 0;
      this.#reply('350 From there');
    },
    MLSD: (path) => this.#list(path),
    LIST: (_path, argument) => this.#list(posix.resolve('/', argument.replace(/^-\w+ ?/, '')), unixLine),
    SIZE: async (path) => {
      const { status, body } = await this.#ask('GET', `/content?${queryOf(path)}`);
      this.#reply(refusalOf(status) ?? `213 ${body.length}`);
    },
    RETR: async (path) => {
      const { status, body } = await this.#ask('GET', `/content?${queryOf(path)}`);
      await this.#send(status, body.subarray(this.#start));
      this.#start = 0;
    },
    STOR: (path) => this.#store(path),
    RNFR: (path) => {
      this.#renameFrom = path;
      this.#reply('350 And its new name');
    },
    RNTO: (path) => this.#tell('POST', '/rename', { from: this.#renameFrom, to: path }),
    DELE: (path) => this.#tell('DELETE', `/content?${queryOf(path)}`),
  };

  async #tell(...asked: Parameters<AskOwn>) {
    this.#reply(refusalOf((await this.#ask(...asked)).status) ?? '250 Done');
  }

  async #signIn(password: string) {
    const isKnown = this.#user === this.#login.user && password === this.#login.password;
    const { status } = isKnown ? await this.#ask('GET', '/session') : { status: 401 };
    this.#signedIn = status < 300;
    this.#reply(refusalOf(status) ?? '230 Welcome');
    if (status === 429) this.#socket.end();
  }

  async #listen(say: (port: number) => string) {
    this.#data?.server.close();
    const { promise, resolve } = Promise.withResolvers<Socket>();
    const server = createServer((socket) => resolve(socket.setNoDelay(true).on('error', () => socket.destroy())));
    this.#data = { server, socket: promise };
    server.listen(0, this.#socket.localAddress, () => {
      const at = server.address();
      if (typeof at === 'object' && at) this.#reply(say(at.port));
    });
  }

  async #list(path: string, lineOf = machineLine) {
    const { status, body } = await this.#ask('GET', `/list?${queryOf(path)}`);
    const list = status === 200 ? List.parse(JSON.parse(body.toString())) : [];
    await this.#send(status, Buffer.from(list.map((it) => `${lineOf(it)}\r\n`).join('')));
  }

  /** Sends over the line for files, which is used once. */
  async #send(status: number, content: Buffer) {
    const refusal = refusalOf(status);
    const data = this.#data;
    if (refusal || !data) return this.#reply(refusal ?? '425 No line for files');
    this.#reply('150 Here it comes');
    const socket = await data.socket;
    data.server.close();
    const sent = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.resume().end(content);
    await sent;
    return this.#reply('226 Done');
  }

  async #store(path: string) {
    const data = this.#data;
    if (!data) return this.#reply('425 No line for files');
    this.#reply('150 Go ahead');
    const socket = await data.socket;
    data.server.close();
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece);
    const { status } = await this.#ask('PUT', '/content', { path, base64: Buffer.concat(pieces).toString('base64') });
    return this.#reply(refusalOf(status) ?? '226 Done');
  }
}

/** An FTP server (RFC 959, 2428, 3659) as far as files go in and out of a few folders; without encryption. */
export const ftp: Front = {
  known: () => ({ security: 'none' }),
  answer: (socket, ask, login) => void new Session(socket, ask, login),
};
