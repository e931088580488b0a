import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenedFile } from '#server/connectors/connector.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { openFile } from './files.ts';

let koppel: RunningKoppel;
let person: Person;
let folder: string;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('merchant');
  folder = await mkdtemp(path.join(tmpdir(), 'koppel-files-'));
  await mkdir(path.join(folder, 'open'));
  await writeFile(path.join(folder, 'open', 'orders.csv'), 'number\n1042\n');
  await writeFile(path.join(folder, 'private.csv'), 'not for flows');
  await symlink(path.join(folder, 'private.csv'), path.join(folder, 'open', 'link.csv'));
});
afterAll(async () => {
  await koppel.stop();
  await rm(folder, { recursive: true });
});

const textOf = (file: OpenedFile, from = 0) => text(file.read(from));

const services = () => ({
  ...koppel.services,
  config: { ...koppel.services.config, filesFolder: path.join(folder, 'open') },
});

it('an upload comes back as it was brought, and to its own organization only', async () => {
  const content = 'number;name\r\n1042;Ünïcode €\r\n';
  const { id } = await person.call('uploadFile', { body: { name: 'orders.csv', text: content } });
  const opened = await openFile(koppel.services, person.organizationId, id);
  expect([opened.name, await textOf(opened)]).toEqual(['orders.csv', content]);
  const other = await koppel.person('admin');
  await expect(openFile(koppel.services, other.organizationId, id)).rejects.toThrow('run.file-missing');
});

it('a file that is no text comes back byte by byte', async () => {
  const bytes = Buffer.from([0x50, 0x4b, 0, 0xff, 0xfe]);
  const { id } = await person.call('uploadFile', { body: { name: 'book.xlsx', base64: bytes.toString('base64') } });
  const opened = await openFile(koppel.services, person.organizationId, id);
  expect(await buffer(opened.read(0))).toEqual(bytes);
});

it('a file on disk is read from the opened folder', async () => {
  const opened = await openFile(services(), person.organizationId, 'orders.csv');
  expect(await textOf(opened)).toBe('number\n1042\n');
  expect(await textOf(opened, 7)).toBe('1042\n');
});

it.each(['../private.csv', '/etc/passwd', 'link.csv', 'nothing.csv', '.', 'open\0.csv'])(
  '%j leads to no file',
  async (name) => {
    await expect(openFile(services(), person.organizationId, name)).rejects.toThrow('run.file-missing');
  },
);

it('without an opened folder nothing on disk is read', async () => {
  await expect(openFile(koppel.services, person.organizationId, 'orders.csv')).rejects.toThrow('run.file-missing');
});
