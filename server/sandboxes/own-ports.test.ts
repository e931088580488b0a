import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { loadConnector } from '#server/connectors/registry.ts';
import { type SandboxHost, startSandboxHost } from './host.ts';
import { lineAt } from './kit/line-at.ts';

let running: SandboxHost | null = null;
afterEach(() => running?.close());

test('a stand-in that does not speak HTTP answers on a port of its own, until its host is closed', async () => {
  const names = ['email', 'sftp', 'http'];
  const connectors = new Map(await Promise.all(names.map(async (id) => [id, await loadConnector(id)] as const)));
  running = await startSandboxHost({ connectors, port: 0, folder: null, key: 'key', now: () => new Date() });
  const { address } = running;
  const mail = await lineAt(`${address}/email`);
  expect(await lineAt(`${address}/email`)).toEqual(mail);
  expect(await lineAt(`${address}/sftp`)).toMatchObject({ hostKey: expect.stringMatching(/^SHA256:/) });
  const socket = connect(Number(mail.port), mail.host);
  const [banner] = await once(socket, 'data');
  expect(String(banner)).toMatch(/^220 .*Koppel demo mailbox/);
  await expect(lineAt(`${address}/http`)).rejects.toThrow();
  const gone = once(socket.resume(), 'close');
  await running.close();
  running = null;
  await gone;
});
