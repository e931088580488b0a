import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { keyOf } from '../sftp/settings.ts';

const problemOf = (deed: Promise<unknown>) =>
  deed.then(
    () => null,
    (error: unknown) => {
      const isOurs =
        error instanceof ConnectionLostError || error instanceof PermanentError || error instanceof TemporaryError;
      return isOurs ? { error: error.name, ...error.problem } : error;
    },
  );

describe.each(['sftp', 'ftp'])('A server with files (%s)', (system) => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await startTrial(system, { timeoutMs: 5000 });
  });
  afterEach(() => trial.close());

  const source = () => {
    const { records } = trial.connector.sources;
    if (!records) throw new Error('there is no source');
    return records;
  };
  const target = () => {
    const { files } = trial.connector.targets;
    if (!files) throw new Error('there is no target');
    return files;
  };
  const asked = { folder: '/export', pattern: '*.csv', settleSeconds: 0 };

  test('inside the house is not reached unless the operator allows it', async () => {
    const policy = { secrets: [], hosts: trial.connector.hosts(trial.context.settings), onExchange: () => undefined };
    const lines = createLines({ ...policy, mayReach: allowPrivate([]), now: () => new Date() });
    expect(await problemOf(source().read({ ...trial.context, lines }, asked, null))).toMatchObject({
      ...{ error: 'PermanentError', code: 'http.address-not-allowed' },
    });
  });

  test('says which folder is not there, and leaves files that were moved away alone afterwards', async () => {
    expect(await problemOf(source().read(trial.context, { ...asked, folder: '/nowhere' }, null))).toMatchObject({
      ...{ error: 'PermanentError', code: 'file.missing', params: { path: '/nowhere' } },
    });
    const moving = { ...asked, afterwards: 'move', moveTo: 'done' };
    const first = await source().read(trial.context, moving, null);
    expect(first.records).toHaveLength(12);
    expect((await source().read(trial.context, moving, first.resume)).records).toEqual([]);
    const done = await source().read(trial.context, { ...asked, folder: '/export/done' }, null);
    expect(done.records).toHaveLength(12);
    expect((await source().read(trial.context, asked, null)).records).toEqual([]);
  });

  test('gets several records in one file, where each of them is found again', async () => {
    const options = { folder: '/orders', name: 'orders-{date}.csv', perFile: 100, columns: 'nr, name' };
    const list = [1, 2, 3].map((nr) => ({ key: String(nr), record: { nr, name: `=${nr}`, other: 'x' } }));
    const outcomes = await target().writeMany?.write(trial.context, options, list);
    const [id] = (outcomes ?? []).map((it) => ('written' in it ? it.written.id : it.error.name));
    expect(id).toMatch(/^\/orders\/orders-\d{8}-[0-9a-f]{10}\.csv$/);
    const received = await trial.control.received(system);
    expect(received).toMatchObject([{ id, body: { text: "nr;name\r\n1;'=1\r\n2;'=2\r\n3;'=3\r\n" } }]);
    expect(await target().find?.(trial.context, options, list[1]?.record ?? null, '2')).toEqual({ id });
    expect(await target().find?.(trial.context, options, { nr: 4, name: '=4' }, '4')).toBeNull();
  });

  test('gives a file a name from the record that leads nowhere else', async () => {
    const options = { folder: '/orders', name: 'order-{key}.json', format: 'json' };
    const { id } = await target().write(trial.context, options, { nr: 1 }, '../../etc/passwd');
    expect(id).toMatch(/^\/orders\/order-[\w.-]+\.json$/);
    expect(id).not.toContain('..');
  });
});

describe('An SFTP server', () => {
  test('that shows another key than the one that was written down gets no password', async () => {
    const trial = await startTrial('sftp', { timeoutMs: 5000 });
    const keyed = (hostKey: string) => trial.contextFor({ ...trial.context.settings, hostKey });
    const other = keyed('SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    const { records } = trial.connector.sources;
    expect(await problemOf(Promise.resolve(records?.read(other, {}, null)))).toMatchObject({
      ...{
        error: 'ConnectionLostError',
        code: 'sftp.host-key-changed',
        params: { found: trial.context.settings.hostKey },
      },
    });
    const [check] = await trial.connector.check(keyed(''));
    expect(check).toMatchObject({ ok: false, problem: { code: 'sftp.host-key-unknown' } });
    expect(check?.problem?.params.found).toBe(trial.context.settings.hostKey);
    await trial.close();
  });

  test('takes a private key as a field for secrets keeps it: on one line', () => {
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nYWJj\nZGVm\n-----END OPENSSH PRIVATE KEY-----\n';
    expect(keyOf(key.replaceAll('\n', ''))).toBe(key.replace('YWJj\nZGVm', 'YWJjZGVm'));
    expect(keyOf(key)).toBe(key);
    expect(keyOf('')).toBeUndefined();
  });
});

test('An FTP server without encryption gets no password where encryption was chosen', async () => {
  const trial = await startTrial('ftp', { timeoutMs: 5000 });
  const [check] = await trial.connector.check(trial.contextFor({ ...trial.context.settings, security: 'tls' }));
  expect(check).toMatchObject({ ok: false, problem: { code: 'ftp.no-encryption' } });
  await trial.close();
});
