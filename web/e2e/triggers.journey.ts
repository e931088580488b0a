import type { Page } from 'playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, goTo, lookAround, shownFlow, test } from './journey.ts';

test('a flow is started by the clock, from a chosen moment, for a period, and by what another system sends', async ({
  page,
}) => {
  await lookAround(page);

  await test.step('turning a flow on asks from when', async () => {
    await goTo(page, 'Flows');
    await page.getByRole('switch', { name: `Pause ${shownFlow}` }).click();
    await page.getByRole('switch', { name: `Turn on ${shownFlow}` }).click();
    const dialog = page.getByRole('dialog', { name: `Turn on ${shownFlow}` });
    await expect(dialog.getByRole('radio', { name: 'Go on where it left off' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'From a day that I choose' }).check();
    await dialog.locator('input[type=datetime-local]').first().fill('2026-01-01T08:00');
    await expectAccessible(page, 'turn-on');
    await dialog.getByRole('button', { name: 'Turn on', exact: true }).click();
    await expect(page.getByRole('switch', { name: `Pause ${shownFlow}` })).toBeChecked();
  });

  await test.step('a period is read once more', async () => {
    await page.getByRole('button', { name: `More for ${shownFlow}` }).click();
    await page.getByRole('menuitem', { name: 'Run for a period' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run for a period' });
    await dialog.locator('input[type=datetime-local]').first().fill('2020-01-01T08:00');
    await dialog.getByLabel(/^To/).fill('2035-01-01T08:00');
    await expectAccessible(page, 'period');
    await dialog.getByRole('button', { name: 'Run now' }).click();
    await expect(page).toHaveURL(/\/runs\//);
  });

  await test.step('the first step says when it looks, and how far it has read', async () => {
    await goTo(page, 'Flows');
    await page.getByRole('link', { name: shownFlow }).first().click();
    await page.getByRole('region', { name: 'Picture of the flow' }).getByRole('group', { name: 'Step 1' }).click();
    const settings = page.getByRole('complementary', { name: 'Settings' });
    await settings.getByRole('combobox', { name: 'How often' }).click();
    await page.getByRole('option', { name: 'Daily at a time' }).click();
    await settings.getByLabel('At', { exact: true }).fill('06:45');
    await expect(settings.getByRole('listitem').first()).toContainText('6:45');
    await expect(settings.getByText(/What changed up to/)).toBeVisible();
    await expectAccessible(page, 'schedule');
    await settings.getByRole('button', { name: 'Read from another moment' }).click();
    await expectAccessible(page, 'cursor');
    // The phone's look is another one, so the question was closed on the way.
    await settings.getByRole('button', { name: 'Read from another moment' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'From the start' }).click();
    await expect(settings.getByText('The next check reads from the start.')).toBeVisible();
  });

  await test.step('another system gets an address to send to, and a sample travels', async () => {
    const flow = await hookedFlow(page);
    await page.goto(`/flows/${flow}`);
    await page.getByRole('region', { name: 'Picture of the flow' }).getByRole('group', { name: 'Step 1' }).click();
    const settings = page.getByRole('complementary', { name: 'Settings' });
    await expect(settings.getByText(/\/hooks\//)).toBeVisible();
    await expectAccessible(page, 'inbox');
    await settings.getByRole('button', { name: 'Send a sample' }).click();
    await expect(settings.getByText(/Something arrived for the last time/)).toBeVisible();
    await goTo(page, 'Activity');
    await page.getByRole('searchbox', { name: 'Search by number' }).fill('SAMPLE-1');
    await expect(page.getByRole('table', { name: 'Items' }).getByRole('row').nth(1)).toContainText('Sent');
  });
});

/** Connects a webhook in the pages, and publishes a flow that sends what comes to the demo address. */
async function hookedFlow(page: Page): Promise<string> {
  await goTo(page, 'Shops & systems');
  await page.getByRole('link', { name: 'Connect a system' }).first().click();
  await page.getByRole('link', { name: 'Connect: Incoming webhook' }).click();
  await page.getByRole('combobox', { name: 'How the sender proves itself' }).click();
  await page.getByRole('option', { name: /whoever knows the address/ }).click();
  await page.getByRole('button', { name: 'Connect and check' }).click();
  await expect(page.getByText(/\/hooks\//)).toBeVisible();
  await expectAccessible(page, 'connection');
  const connection = page.url().split('/').at(-1) ?? '';
  return page.evaluate(async (hook) => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const init = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
      const answer = await fetch(path, { method, ...init });
      return answer.json();
    };
    const { items } = await ask('GET', '/api/connections');
    const address = items.find((each: { connector: string }) => each.connector === 'http').id;
    const position = { x: 0, y: 0 };
    const rows = [{ to: 'id', from: 'id' }];
    const nodes = [
      { id: 'get', kind: 'source', position, settings: { connection: hook, operation: 'events', options: {} } },
      { id: 'match', kind: 'datamapper', position: { x: 300, y: 0 }, settings: { mapping: { mode: 'rows', rows } } },
      {
        ...{ id: 'send', kind: 'target', position: { x: 600, y: 0 } },
        settings: { connection: address, operation: 'json', options: { path: '/hooked' } },
      },
    ];
    const edges = [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ];
    const { id } = await ask('POST', '/api/flows', { name: 'Hooked', graph: { nodes, edges } });
    await ask('POST', `/api/flows/${id}/publish`, {});
    await ask('POST', `/api/flows/${id}/on`, { from: 'now' });
    return id;
  }, connection);
}
