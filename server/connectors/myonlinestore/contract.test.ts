import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { partnerToken, storeToken } from './sandbox/routes.ts';

const file = path.join(import.meta.dirname, '../../../../shared/reference/specs/myonlinestore/openapi.yaml');
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];

/** What stands below a place of the description, told by indentation: enough for names, without a YAML library. */
const below = (...place: string[]): string[] =>
  place.reduce((rest, name) => {
    const at = rest.findIndex((line) => nameIn(line) === name);
    return at < 0 ? [] : blockOf(rest.slice(at));
  }, lines);

const nameIn = (line: string): string | undefined => /^\s*(?:- )?["']?([^\s"':]+)["']?:/.exec(line)?.[1];

const indent = (line: string): number => line.length - line.trimStart().length;

/** The lines below a name, up to the next name of its own depth. */
function blockOf([head = '', ...rest]: string[]): string[] {
  const filled = rest.filter((line) => line.trim() !== '');
  const end = filled.findIndex((line) => indent(line) <= indent(head));
  return end < 0 ? filled : filled.slice(0, end);
}

/** Every name that a schema says anywhere, its own example's too. */
const fieldsOf = (...schemas: string[]) =>
  new Set(schemas.flatMap((schema) => below('components', 'schemas', schema).flatMap((line) => nameIn(line) ?? [])));

const Body = z.string().transform((text) => z.record(z.string(), z.json()).parse(JSON.parse(text)));

async function written(trial: Trial) {
  for (const name of ['stock', 'products'])
    for (const { key, body } of trial.connector.targets[name]?.samples ?? [])
      await trial.connector.targets[name]?.write(trial.context, {}, body, key);
  const received = (await trial.control.received('myonlinestore')) ?? [];
  return received.filter(({ what }) => what.endsWith(' article')).map(({ body }) => Body.parse(body));
}

describe.skipIf(lines.length === 0)("The vendor's own description", () => {
  const fields = fieldsOf('BaseArticle', 'ArticlePostable', 'ArticlePatchable', 'Article');

  test('knows every field that is written, and every one that the stand-in shows', async () => {
    const trial = await startTrial('myonlinestore');
    const bodies = await written(trial);
    const query = z.record(z.string(), z.string()).parse({ token: storeToken, partner_token: partnerToken });
    const request = { method: 'GET', url: `${trial.address}/v1/articles`, query, effect: 'read' } as const;
    const shown = (await trial.context.http.send(request)).json(z.array(z.record(z.string(), z.json())));
    await trial.close();
    expect(bodies.length).toBeGreaterThan(4);
    expect(shown.length).toBeGreaterThan(7);
    for (const name of [...bodies, ...shown].flatMap(Object.keys)) expect([...fields]).toContain(name);
  });

  test('knows every address that is called', async () => {
    const trial = await startTrial('myonlinestore');
    await trial.connector.check(trial.context);
    await written(trial);
    await trial.close();
    const known = below('paths')
      .flatMap((line) => nameIn(line) ?? [])
      .filter((it) => it.startsWith('/'))
      .map((it) => new RegExp(`^${it.replace('v{version}', 'v1').replace(/\{\w+\}/g, '[^/]+')}$`));
    const called = trial.exchanges.map(({ url }) => new URL(url).pathname.replace(/^\/myonlinestore/, ''));
    expect(called.length).toBeGreaterThan(8);
    for (const it of new Set(called))
      expect(
        known.some((pattern) => pattern.test(it)),
        it,
      ).toBe(true);
  });
});
