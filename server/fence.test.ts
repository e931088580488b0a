import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const checkout = path.join(import.meta.dirname, '..');
const run = promisify(execFile);

/** One line of a file that must not be there, and the file it would stand in. */
const forbidden: [file: string, line: string][] = [
  ['flows/mapping/rows.ts', "import { migrate } from '#server/database/migrate.ts';"],
  ['flows/mapping/rows.ts', "import { migrate } from '../../server/database/migrate.ts';"],
  ['flows/mapping/rows.ts', "export * from '#web/canvas/FlowPage.tsx';"],
  ['flows/graph.ts', "import { readFile } from 'node:fs/promises';"],
  ['flows/graph.ts', "import react from 'react';"],
  ['flows/graph.ts', "const pg = await import('pg');"],
  ['flows/graph.test.ts', "import { readConfig } from '#server/config.ts';"],
  ['web/canvas/FlowPage.tsx', "import type { Config } from '#server/config.ts';"],
  ['web/canvas/FlowPage.tsx', "import { readConfig } from '../../server/config.ts';"],
  ['web/api/client.ts', "import pg from 'pg';"],
  ['web/api/client.test.ts', "import { readConfig } from '#server/config.ts';"],
  ['server/routes/flows.ts', "import { say } from '#web/words/say.ts';"],
  ['server/routes/flows.ts', "import { say } from '../../web/words/say.ts';"],
  ['server/routes/flows.test.ts', "import { say } from '#web/words/say.ts';"],
  ['server/routes/flows.ts', "import { request } from 'undici';"],
  ['server/routes/flows.ts', "import { request } from 'node:https';"],
  ['server/routes/flows.ts', "export const answer = await fetch('https://shop.example');"],
  ['server/routes/flows.ts', "import pg from 'pg';"],
  ['server/routes/flows.ts', "import { run } from 'graphile-worker';"],
  ['server/routes/flows.ts', "import shop from '#server/connectors/myonlinestore/index.ts';"],
  ['server/routes/flows.ts', "import shop from '../connectors/myonlinestore/index.ts';"],
  ['server/app.ts', "import shop from './connectors/myonlinestore/index.ts';"],
  ['server/jobs/read.ts', "import { request } from 'undici';"],
  ['server/jobs/read.ts', "import shop from '#server/connectors/myonlinestore/index.ts';"],
  ['server/database/runs.ts', "import { get } from 'node:http';"],
  ['server/engine/walk-batch.ts', "import fastify from 'fastify';"],
  ['server/engine/walk-batch.ts', "import { sql } from 'drizzle-orm';"],
  ['server/engine/walk-batch.ts', "import { pgTable } from 'drizzle-orm/pg-core';"],
  ['server/engine/walk-batch.ts', "import { migrate } from '#server/database/migrate.ts';"],
  ['server/engine/walk-batch.ts', "import { migrate } from '../database/migrate.ts';"],
  ['server/engine/walk-batch.ts', "import type { Queue } from '#server/jobs/worker.ts';"],
  ['server/engine/cage/child.ts', "import { migrate } from '../../database/migrate.ts';"],
  ['server/engine/walk-batch.ts', "export const answer = await fetch('https://shop.example');"],
  ['server/connectors/myonlinestore/shop.ts', "import { request } from 'undici';"],
  ['server/connectors/myonlinestore/shop.ts', "export const answer = await fetch('https://shop.example');"],
  ['server/connectors/myonlinestore/shop.ts', "import { sql } from 'drizzle-orm';"],
  ['server/connectors/myonlinestore/shop.ts', "import { migrate } from '#server/database/migrate.ts';"],
  ['server/connectors/myonlinestore/shop.ts', "import pg from 'pg';"],
  ['server/connectors/postgresql/session.ts', "import { migrate } from '#server/database/migrate.ts';"],
  ['server/connectors/postgresql/session.ts', "import { request } from 'undici';"],
  ['server/sandboxes/host.ts', "import { migrate } from '#server/database/migrate.ts';"],
  ['server/sandboxes/host.ts', "import shop from '#server/connectors/myonlinestore/index.ts';"],
  ['server/outbound/client.ts', "import { migrate } from '#server/database/migrate.ts';"],
];

/** What must stay possible: a fence that refuses everything would pass the rows above. */
const allowed: [file: string, line: string][] = [
  ['flows/graph.ts', "import * as z from 'zod';"],
  ['flows/mapping/evaluate.ts', "import jsonata from 'jsonata';"],
  ['flows/mapping/evaluate.ts', "import { Flow } from '../graph.ts';"],
  ['flows/mapping/evaluate.ts', "import words from './words.json' with { type: 'json' };"],
  ['flows/mapping/evaluate.ts', "import { Flow } from '#flows/graph.ts';"],
  ['flows/graph.test.ts', "import { expect } from 'vitest';"],
  ['web/canvas/FlowPage.tsx', "import { Flow } from '#flows/graph.ts';"],
  ['web/api/client.ts', "export const answer = await fetch('/api/flows');"],
  ['server/outbound/client.ts', "import { request } from 'undici';"],
  ['server/outbound/client.ts', "export const answer = await fetch('https://shop.example');"],
  ['server/database/runs.ts', "import pg from 'pg';"],
  ['server/jobs/worker.ts', "import { run } from 'graphile-worker';"],
  ['server/routes/flows.ts', "import fastify from 'fastify';"],
  ['server/routes/flows.ts', "import { loadConnectors } from '#server/connectors/registry.ts';"],
  ['server/engine/walk-batch.ts', "import { Flow } from '#flows/graph.ts';"],
  ['server/engine/walk-batch.ts', "import type { Connector } from '#server/connectors/connector.ts';"],
  ['server/connectors/myonlinestore/index.ts', "import { defineConnector } from '#server/connectors/define.ts';"],
  ['server/connectors/myonlinestore/sandbox.ts', "import type { FastifyInstance } from 'fastify';"],
  ['server/connectors/postgresql/session.ts', "import pg from 'pg';"],
  ['server/routes/flows.test.ts', "export const answer = await fetch('http://127.0.0.1');"],
  ['server/connectors/myonlinestore/shop.test.ts', "import { createServer } from 'node:http';"],
];

const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

let copy: string;
let refused: Set<string>;

// Every example is a file of its own beside the place it is about, so that one run of Biome judges them all.
const placeOf = (file: string, group: string, number: number) =>
  `${path.dirname(file)}/${group}-${number}-${path.basename(file)}`;

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'koppel-fence-'));
  for (const name of ['biome.json', '.gitignore']) await cp(path.join(checkout, name), path.join(copy, name));
  for (const [group, examples] of Object.entries({ forbidden, allowed })) {
    for (const [number, [file, line]] of examples.entries()) {
      const place = path.join(copy, placeOf(file, group, number));
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, `${line}\n`);
    }
  }
  refused = await lint();
});

afterAll(() => rm(copy, { recursive: true }));

async function lint(): Promise<Set<string>> {
  const biome = path.join(checkout, 'node_modules/@biomejs/biome/bin/biome');
  const rules = ['--only=style/noRestrictedImports', '--only=style/noRestrictedGlobals'];
  const words = [biome, 'lint', ...rules, '--reporter=json', '--max-diagnostics=none', '.'];
  const said = await run(process.execPath, words, { cwd: copy }).catch((error: unknown) =>
    z.object({ stdout: z.string() }).parse(error),
  );
  return new Set(Report.parse(JSON.parse(said.stdout)).diagnostics.map((each) => each.location.path));
}

describe('the fence between the layers', () => {
  test.each(forbidden.map(([file, line], number) => ({ file, line, number })))(
    '$file may not say $line',
    ({ file, number }) => {
      expect(refused).toContain(placeOf(file, 'forbidden', number));
    },
  );

  test.each(allowed.map(([file, line], number) => ({ file, line, number })))(
    '$file may say $line',
    ({ file, number }) => {
      expect(refused).not.toContain(placeOf(file, 'allowed', number));
    },
  );
});
