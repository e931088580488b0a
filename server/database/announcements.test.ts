import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openLine } from '#server/faults/line.ts';
import { createTestDatabase } from '#server/testing/database.ts';
import { hearAnnouncements } from './announcements.ts';
import { openDatabase } from './database.ts';

it('who listens lives on when the database goes away just as it begins to listen, and hears again', async () => {
  const database = await createTestDatabase();
  const url = new URL(database.url);
  const line = await openLine({ host: url.hostname, port: Number(url.port) });
  url.port = line.host.split(':')[1] ?? '';
  line.lostAnswersTo = ['listen', 'listen'];
  const heard: string[] = [];
  const hearing = hearAnnouncements(url.href, (_organization, run) => heard.push(run));
  await hearing.listening;
  const { db, close } = openDatabase(database.url, 1);
  while (heard.length === 0) {
    await db.execute(sql`select pg_notify('koppel_runs', 'shop run')`);
    await pause(50);
  }
  expect(line.lostAnswersTo).toEqual([]);
  expect(heard).toContain('run');
  await hearing.close();
  await close();
  await line.close();
  await database.drop();
}, 20_000);
