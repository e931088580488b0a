import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Token } from '#server/connectors/connector.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { dropSharedToken, sharedToken } from './token.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const newPlace = async () => ({
  organizationId: person.organizationId,
  id: await connectSandbox(person, 'accountview'),
});
const expiresAt = new Date(Date.now() + 3_600_000).toISOString();

it('however many ask at once, one renews and all get what it was given', async () => {
  const place = await newPlace();
  let renewals = 0;
  const renew = async (): Promise<Token> => {
    renewals += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return { access: `access-${renewals}`, expiresAt };
  };
  const given = await Promise.all(Array.from({ length: 50 }, () => sharedToken(koppel.services, place, renew)));
  expect(renewals).toBe(1);
  expect(new Set(given.map(({ access }) => access))).toEqual(new Set(['access-1']));
});

it('no transaction is open while the vendor takes its time', async () => {
  const place = await newPlace();
  await sharedToken(koppel.services, place, async () => {
    const { rows } = await koppel.services.db.execute(
      "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(rows).toEqual([]);
    return { access: 'access', expiresAt };
  });
});

it('a refusal that comes late, when the token has been renewed already, leaves the new one alone', async () => {
  const place = await newPlace();
  let renewals = 0;
  const ask = () =>
    sharedToken(koppel.services, place, async () => {
      renewals += 1;
      return { access: `access-${renewals}`, expiresAt };
    });
  const { access: refused } = await ask();
  await dropSharedToken(koppel.services, place, refused);
  expect((await ask()).access).toBe('access-2');
  await dropSharedToken(koppel.services, place, refused);
  expect((await ask()).access).toBe('access-2');
});

it('a renewal that fails is over: the next one who asks tries anew, and asks the vendor once', async () => {
  const place = await newPlace();
  let asked = 0;
  const refused = async (): Promise<Token> => {
    asked += 1;
    throw new Error('refused');
  };
  await expect(sharedToken(koppel.services, place, refused)).rejects.toThrow('refused');
  expect(asked).toBe(1);
  const renewed = await sharedToken(koppel.services, place, async () => ({ access: 'again', expiresAt }));
  expect(renewed.access).toBe('again');
});
