import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { birthOf, hasEnded } from './embedded/processes.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

let folder: string;
const running: EmbeddedPostgres[] = [];

beforeEach(async () => {
  // Mode 700, like every temporary folder: the account that runs PostgreSQL for root cannot enter it.
  folder = await mkdtemp(path.join(tmpdir(), 'koppel embedded '));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: { onExit?: (said: string) => void } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, disposable: true, ...options });
  running.push(server);
  return server;
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query({ text: question, rowMode: 'array' });
    return answer.rows.flat();
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(path.join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
}

/** Another process with a database in the same folder, as a second Koppel would be. */
async function startInAnotherProcess(): Promise<ChildProcess> {
  const module = JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'));
  const program = `const { startEmbeddedPostgres } = await import(${module});
    const { url } = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} });
    process.on('SIGTERM', () => process.exit(1));
    console.log(url);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the embedded database', () => {
  test('it starts in an empty folder, keeps what it was given, and is gone after stop', async () => {
    const first = await start();
    await ask(first.url, "create table note as select 'kept' as text");
    const pid = await serverPid();
    await first.stop();
    expect(await birthOf(pid)).toBeNull();
    const second = await start();
    expect(await ask(second.url, 'select text from note')).toEqual(['kept']);
    expect(second.url).toBe(first.url);
  });

  test('it writes through to the disk, listens on this machine alone, and lets nobody in without the password', async () => {
    const server = await startEmbeddedPostgres({ folder });
    running.push(server);
    const settings = await ask(
      server.url,
      "select current_setting('fsync') || ' ' || current_setting('synchronous_commit') || ' ' || current_setting('listen_addresses')",
    );
    expect(settings).toEqual(['on on 127.0.0.1']);
    const guess = new URL(server.url);
    guess.password = 'guess';
    await expect(ask(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(path.join(folder, 'postgres/password'))).mode & 0o777).toBe(0o600);
  });

  test('texts sort and search the same on every machine', async () => {
    const { url } = await start();
    expect(await ask(url, "select upper('crème brûlée'), 'B' < 'a'")).toEqual(['CRÈME BRÛLÉE', true]);
    await ask(url, 'create extension pg_trgm');
  });

  test('it takes another port when its own is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    expect(await ask(second.url, 'select 1')).toEqual([1]);
    expect(second.url).not.toBe(first.url);
    squatter.close();
  });

  test('two of them never share a folder, and the refusal says which process has it', async () => {
    await start();
    await expect(start()).rejects.toThrow(
      `already running with the data in ${path.join(folder, 'postgres')} (process ${process.pid})`,
    );
  });

  test('when Koppel is killed, the next start ends the server it left behind and loses nothing', async () => {
    const other = await startInAnotherProcess();
    const left = await serverPid();
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(await birthOf(left)).not.toBeNull();
    const server = await start();
    expect(await birthOf(left)).toBeNull();
    expect(await ask(server.url, 'select 1')).toEqual([1]);
  });

  test('when everything is killed at once, the next start recovers', async () => {
    const other = await startInAnotherProcess();
    const left = await serverPid();
    const url = `postgres://koppel:${await readFile(path.join(folder, 'postgres/password'), 'utf8')}@127.0.0.1:${await readFile(path.join(folder, 'postgres/port'), 'utf8')}/koppel`;
    await ask(url, "create table note as select 'kept' as text");
    other.kill('SIGKILL');
    process.kill(left, 'SIGKILL');
    await once(other, 'exit');
    const server = await start();
    expect(await ask(server.url, 'select text from note')).toEqual(['kept']);
  });

  test('a process of another kind that has the old number now is left alone', async () => {
    const first = await start();
    await first.stop();
    const bystander = spawn('sleep', ['60']);
    await writeFile(path.join(folder, 'postgres/data/postmaster.pid'), `${bystander.pid}\n${folder}\n`);
    const second = await start();
    expect(await ask(second.url, 'select 1')).toEqual([1]);
    expect(bystander.exitCode).toBeNull();
    bystander.kill();
  });

  test('a first start that was cut off half-way is begun anew', async () => {
    await mkdir(path.join(folder, 'postgres/data-unfinished/base'), { recursive: true });
    await writeFile(path.join(folder, 'postgres/data-unfinished/PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await ask(url, 'select 1')).toEqual([1]);
  });

  test('whoever started it is told when it dies', async () => {
    const died = Promise.withResolvers<string>();
    await start({ onExit: died.resolve });
    process.kill(await serverPid(), 'SIGINT');
    expect(await died.promise).toContain('fast shutdown request');
  });

  test('it ends with the process that started it, also when that does not stop it', async () => {
    const other = await startInAnotherProcess();
    const pid = await serverPid();
    other.kill('SIGTERM');
    await once(other, 'exit');
    // It writes everything down before it ends, and the disk may be busy.
    expect(await hasEnded(pid, 60_000)).toBe(true);
  }, 90_000);
});

describe('a data folder that cannot be used gets a sentence that says what to do', () => {
  test('files that are no database', async () => {
    await mkdir(path.join(folder, 'postgres/data'), { recursive: true });
    await writeFile(path.join(folder, 'postgres/data/holiday.txt'), 'sun');
    await expect(start()).rejects.toThrow(
      /holds files that are not a PostgreSQL database\. Restore it from a backup, move it away/,
    );
    expect(await readdir(path.join(folder, 'postgres/data'))).toEqual(['holiday.txt']);
  });

  test('a database of another PostgreSQL version', async () => {
    await mkdir(path.join(folder, 'postgres/data'), { recursive: true });
    await writeFile(path.join(folder, 'postgres/data/PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 15, and this Koppel brings PostgreSQL 18/);
  });

  test('a damaged database', async () => {
    const first = await start();
    await first.stop();
    await writeFile(path.join(folder, 'postgres/data/global/pg_control'), 'nonsense');
    await expect(start()).rejects.toThrow(
      /does not start \(.+\)\. Restore the folder from a backup, or move it away.+server\.log/,
    );
  });

  test('a file where the folder should be', async () => {
    await writeFile(path.join(folder, 'postgres'), 'in the way');
    await expect(start()).rejects.toThrow('A file stands where a folder is needed');
  });

  test('a folder that may not be written', async () => {
    // Modes do not hold root back; the kernel's own folder does.
    const isRoot = process.getuid?.() === 0;
    const closed = isRoot ? '/sys/koppel' : folder;
    await chmod(folder, 0o500);
    await expect(startEmbeddedPostgres({ folder: closed })).rejects.toThrow('This account may not write there');
    await chmod(folder, 0o700);
  });

  test('a lost password', async () => {
    const first = await start();
    await first.stop();
    await writeFile(path.join(folder, 'postgres/password'), 'another');
    await expect(start()).rejects.toThrow(/password authentication failed/);
  });

  test('after a refusal the folder is free again', async () => {
    await mkdir(path.join(folder, 'postgres/data'), { recursive: true });
    await writeFile(path.join(folder, 'postgres/data/holiday.txt'), 'sun');
    await expect(start()).rejects.toThrow('not a PostgreSQL database');
    await rm(path.join(folder, 'postgres/data'), { recursive: true });
    const { url } = await start();
    expect(await ask(url, 'select 1')).toEqual([1]);
  });
});
