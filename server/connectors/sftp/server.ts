import { posix } from 'node:path';
import ssh2, { type FileEntry, type SFTPWrapper } from 'ssh2';
import * as z from 'zod';
import type { AskOwn } from '#server/sandboxes/sandbox.ts';
import type { Front } from '../files/sandbox/index.ts';
import { fingerprint } from './host-key.ts';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** What an answer of the files behind it is called in SFTP (draft-ietf-secsh-filexfer-02, section 7). */
const codeOf = (status: number) => {
  if (status < 300) return STATUS_CODE.OK;
  if (status === 404) return STATUS_CODE.NO_SUCH_FILE;
  return status === 422 || status === 401 ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
};

const List = z.array(z.object({ name: z.string(), folder: z.boolean(), bytes: z.number(), at: z.string() }));
type Listed = z.infer<typeof List>[number];

const attributesOf = ({ folder, bytes, at }: Pick<Listed, 'folder' | 'bytes' | 'at'>) => {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return { mode: folder ? 0o040755 : 0o100644, uid: 0, gid: 0, size: bytes, atime: seconds, mtime: seconds };
};

const queryOf = (path: string) => new URLSearchParams({ path }).toString();

type Handle = { path: string; list?: Listed[]; content?: Buffer; written?: Buffer[]; told?: boolean };

/** Serves one client's files. */
class Files {
  readonly #sftp: SFTPWrapper;
  readonly #ask: AskOwn;
  readonly #handles = new Map<number, Handle>();
  #next = 0;

  constructor(sftp: SFTPWrapper, ask: AskOwn, hangUp: () => void) {
    this.#sftp = sftp;
    this.#ask = ask;
    const safely = (work: () => Promise<unknown>) => void work().catch(hangUp);
    sftp.on('REALPATH', (id, path) =>
      sftp.name(id, [{ filename: posix.resolve('/', path), longname: '', attrs: attributesOf(root) }]),
    );
    sftp.on('OPENDIR', (id, path) => safely(() => this.#openFolder(id, path)));
    sftp.on('READDIR', (id, handle) => this.#readFolder(id, this.#at(handle)));
    sftp.on('OPEN', (id, path, flags) => safely(() => this.#openFile(id, path, (flags & OPEN_MODE.WRITE) !== 0)));
    sftp.on('READ', (id, handle, offset, length) => this.#read(id, this.#at(handle), offset, length));
    sftp.on('WRITE', (id, handle, _offset, data) => {
      this.#at(handle)?.written?.push(Buffer.from(data));
      sftp.status(id, STATUS_CODE.OK);
    });
    sftp.on('CLOSE', (id, handle) => safely(() => this.#close(id, handle)));
    sftp.on('STAT', (id, path) => safely(() => this.#stat(id, path)));
    sftp.on('LSTAT', (id, path) => safely(() => this.#stat(id, path)));
    sftp.on('FSTAT', (id, handle) => {
      const bytes = this.#at(handle)?.content?.length ?? 0;
      sftp.attrs(id, attributesOf({ folder: false, bytes, at: root.at }));
    });
    sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
    sftp.on('RENAME', (id, from, to) => safely(() => this.#tell(id, 'POST', '/rename', { from, to })));
    sftp.on('REMOVE', (id, path) => safely(() => this.#tell(id, 'DELETE', `/content?${queryOf(path)}`)));
  }

  #at = (handle: Buffer) => this.#handles.get(handle.readUInt32BE(0));

  #open(id: number, opened: Handle) {
    this.#next += 1;
    this.#handles.set(this.#next, opened);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#next);
    this.#sftp.handle(id, handle);
  }

  async #tell(id: number, ...asked: Parameters<AskOwn>) {
    this.#sftp.status(id, codeOf((await this.#ask(...asked)).status));
  }

  async #openFolder(id: number, path: string) {
    const { status, body } = await this.#ask('GET', `/list?${queryOf(path)}`);
    if (status !== 200) this.#sftp.status(id, codeOf(status));
    else this.#open(id, { path, list: List.parse(JSON.parse(body.toString())) });
  }

  #readFolder(id: number, handle: Handle | undefined) {
    const list = handle?.list?.splice(0, 100) ?? [];
    if (list.length === 0) return this.#sftp.status(id, STATUS_CODE.EOF);
    const entries = list.map((it): FileEntry => ({ filename: it.name, longname: it.name, attrs: attributesOf(it) }));
    return this.#sftp.name(id, entries);
  }

  async #openFile(id: number, path: string, isWrite: boolean) {
    if (isWrite) return this.#open(id, { path, written: [] });
    const { status, body } = await this.#ask('GET', `/content?${queryOf(path)}`);
    return status === 200 ? this.#open(id, { path, content: body }) : this.#sftp.status(id, codeOf(status));
  }

  #read(id: number, handle: Handle | undefined, offset: number, length: number) {
    const piece = handle?.content?.subarray(offset, offset + length);
    return piece?.length ? this.#sftp.data(id, piece) : this.#sftp.status(id, STATUS_CODE.EOF);
  }

  async #close(id: number, handle: Buffer) {
    const opened = this.#at(handle);
    this.#handles.delete(handle.readUInt32BE(0));
    if (!opened?.written) return this.#sftp.status(id, STATUS_CODE.OK);
    const base64 = Buffer.concat(opened.written).toString('base64');
    return this.#tell(id, 'PUT', '/content', { path: opened.path, base64 });
  }

  async #stat(id: number, path: string) {
    const { status, body } = await this.#ask('GET', `/list?${queryOf(posix.dirname(path))}`);
    const list = status === 200 ? List.parse(JSON.parse(body.toString())) : [];
    const found = path === '/' ? root : list.find(({ name }) => name === posix.basename(path));
    if (found) this.#sftp.attrs(id, attributesOf(found));
    else this.#sftp.status(id, status === 200 ? STATUS_CODE.NO_SUCH_FILE : codeOf(status));
  }
}

const root = { name: '', folder: true, bytes: 0, at: '2026-11-01T05:00:00.000Z' };

/** The key of this process; whoever starts anew has a new one. */
let ownKey: ReturnType<typeof ssh2.utils.generateKeyPairSync> | null = null;
const hostKey = () => {
  ownKey ??= ssh2.utils.generateKeyPairSync('ed25519');
  return ownKey;
};

/** An SSH server that gives its files and nothing else. */
export const sftp: Front = {
  known: () => ({ hostKey: fingerprintOf(hostKey().public) }),
  answer(socket, ask, { user, password }) {
    const server = new ssh2.Server({ hostKeys: [hostKey().private] }, (client) => {
      client.on('error', () => client.end());
      client.on('authentication', (given) => {
        const isKnown = given.method === 'password' && given.username === user && given.password === password;
        if (!isKnown) return given.reject(['password']);
        ask('GET', '/session').then(
          ({ status }) => (status === 200 ? given.accept() : status === 401 ? given.reject() : client.end()),
          () => client.end(),
        );
      });
      client.on('session', (accept) => {
        accept().on('sftp', (acceptFiles) => new Files(acceptFiles(), ask, () => client.end()));
      });
    });
    server.injectSocket(socket);
  },
};

function fingerprintOf(publicKey: string): string {
  const key = ssh2.utils.parseKey(publicKey);
  if (key instanceof Error) throw key;
  return fingerprint(key.getPublicSSH());
}
