import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const services = () => ({
  ...koppel.services,
  config: { ...koppel.services.config, filesFolder: path.join(folder, 'open') },
});

it('an upload comes back as it was brought, and to its own organization only', async () => {
  const text = 'number;name\r\n1042;Ünïcode €\r\n';
  const { id } = await person.call('uploadFile', { body: { name: 'orders.csv', text } });
  expect(await openFile(koppel.services, person.organizationId, id)).toEqual({ name: 'orders.csv', text });
  const other = await koppel.person('admin');
  await expect(openFile(koppel.services, other.organizationId, id)).rejects.toThrow('run.file-missing');
});

it('a file on disk is read from the opened folder', async () => {
  const opened = await openFile(services(), person.organizationId, 'orders.csv');
  expect(opened.text).toContain('1042');
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
