import type { Page } from 'playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, lookAround, test } from './journey.ts';

test('a field is sent only when something is made, and what an update changes can be seen beside what stood there', async ({
  page,
}) => {
  await lookAround(page);
  const flow = await customersFlow(page);
  let first = '';

  await test.step('the row says so, and the preview shows both', async () => {
    await page.goto(`/flows/${flow}`);
    await page.getByRole('group', { name: 'Step 2' }).click();
    await page.getByRole('button', { name: 'Open the field matching' }).click();
    const mapper = page.getByRole('dialog', { name: 'Match fields' });
    await mapper.getByRole('textbox', { name: 'greeting', exact: true }).click();
    await mapper.getByRole('combobox', { name: 'When greeting is sent' }).click();
    await page.getByRole('option', { name: 'Only when it is created' }).click();
    const result = mapper.getByRole('region', { name: 'Result' });
    await expect(result).toContainText('Welcome');
    await expectAccessible(page, 'mapper');
    await result.getByText('When changed').click();
    await expect(result).not.toContainText('Welcome');
    await mapper.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Publish changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish changes' }).click();
    await expect(page.getByText('Version 2 is published.')).toBeVisible();
  });

  await test.step('the first run creates', async () => {
    first = await ran(page, flow);
    await openSent(page, first);
    await expect(page.getByText('· Created there')).toBeVisible();
    await expect(page.getByRole('tabpanel').getByText('Welcome')).toBeVisible();
  });

  await test.step('after a change of the flow the next one changes, and shows what', async () => {
    await openSent(page, await ran(page, flow, true));
    await expect(page.getByText('· Changed there')).toBeVisible();
    const changed = page.getByRole('table', { name: 'What was changed there' });
    await expect(changed.getByRole('row', { name: 'name' })).toContainText('“Dear');
    await expect(page.getByRole('tabpanel').getByText('Welcome')).toHaveCount(0);
    await expectAccessible(page, 'changed');
  });

  await test.step('trying the first again says beforehand that something newer is there', async () => {
    await page.goto(`/runs/${first}/records/0`);
    await page.getByRole('button', { name: 'Try again' }).click();
    const ahead = page.getByRole('dialog').getByRole('region', { name: 'What will happen' });
    await expect(ahead).toContainText('A newer version was already sent');
    await expectAccessible(page, 'ahead');
  });
});

async function openSent(page: Page, run: string) {
  await page.goto(`/runs/${run}/records/0`);
  await page.getByRole('tab', { name: 'Sent', exact: true }).click();
}

/** Calls the API as the person who is signed in. */
const ask = (page: Page, method: string, path: string, body?: unknown) =>
  page.evaluate(
    async ([how, where, what]) => {
      const init = what ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) } : {};
      return (await fetch(String(where), { method: String(how), ...init })).json();
    },
    [method, path, body],
  );

/** Orders of the demo address become its customers, which are looked up, made and changed. */
async function customersFlow(page: Page): Promise<string> {
  const { items } = await ask(page, 'GET', '/api/connections');
  const connection = items.find((each: { connector: string }) => each.connector === 'http').id;
  const position = { x: 0, y: 0 };
  const rows = [
    { to: 'email', from: '$string(orderNumber)' },
    { to: 'name', from: 'customer.name' },
    { to: 'greeting', from: "'Welcome'" },
  ];
  const source = { path: '/shop/by-page/orders', list: 'orders', key: 'orderNumber' };
  const target = {
    ...{ findPath: '/shop/customers?email={key}', findList: 'customers', findKey: 'email' },
    ...{ changePath: '/shop/customers/{id}', createPath: '/shop/customers', readPath: '/shop/customers/{id}' },
  };
  const nodes = [
    { id: 'get', kind: 'source', position, settings: { connection, operation: 'records', options: source } },
    { id: 'match', kind: 'datamapper', position: { x: 300, y: 0 }, settings: { mapping: { mode: 'rows', rows } } },
    {
      ...{ id: 'send', kind: 'target', position: { x: 600, y: 0 } },
      settings: { connection, operation: 'change', options: target },
    },
  ];
  const edges = [
    { from: 'get', port: 'out', to: 'match' },
    { from: 'match', port: 'out', to: 'send' },
  ];
  const { id } = await ask(page, 'POST', '/api/flows', { name: 'Customers', graph: { nodes, edges } });
  await ask(page, 'POST', `/api/flows/${id}/publish`, {});
  return id;
}

/** Runs the flow, with another name for everybody where asked for, and gives the run once it has ended. */
async function ran(page: Page, flow: string, otherName = false): Promise<string> {
  if (otherName) {
    const { draft } = await ask(page, 'GET', `/api/flows/${flow}`);
    const match = draft.graph.nodes.find((node: { id: string }) => node.id === 'match');
    match.settings.mapping.rows[1].from = "'Dear ' & customer.name";
    await ask(page, 'PUT', `/api/flows/${flow}/draft`, { graph: draft.graph, revision: draft.revision });
    await ask(page, 'POST', `/api/flows/${flow}/publish`, {});
  }
  const { id } = await ask(page, 'POST', `/api/flows/${flow}/runs`, { mode: 'live' });
  await expect.poll(async () => (await ask(page, 'GET', `/api/runs/${id}`)).status).toBe('done');
  return id;
}
