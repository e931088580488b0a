import type { Page } from 'playwright/test';
import { barriersOn, tooWideBy } from './barriers.ts';
import { expect, goTo, lookAround, shownFlow, test } from './journey.ts';

test('somebody lets what fails go another way: from a menu, by drawing a line, and seen in the list', async ({
  page,
}) => {
  await lookAround(page);
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: shownFlow }).first().click();
  await expect(step(page, 'Step 4')).toBeVisible();

  await test.step('the menu of a step adds one for what fails there', async () => {
    await canvas(page).getByRole('button', { name: 'Menu of Match fields' }).click();
    await page.getByRole('menuitem', { name: 'When it fails: add a step' }).hover();
    await page.getByRole('menuitem', { name: 'Send to', exact: true }).click();
    await expect(canvas(page).getByRole('group')).toHaveCount(5);
    await settings(page).getByRole('combobox', { name: 'Shop or system' }).click();
    await page.getByRole('option', { name: /Any web address/ }).click();
    await settings(page).getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'records as JSON' }).click();
    await settings(page).getByRole('textbox', { name: 'Path' }).fill('/failed');
    await settings(page).getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('button', { name: /to finish/ })).toBeHidden();
  });

  await test.step('a second line to the same step is drawn from the end for what fails', async () => {
    const lines = page.getByRole('button', { name: 'Insert a step here' });
    await expect(lines).toHaveCount(4);
    const from = canvas(page)
      .getByRole('group', { name: /Only keep/ })
      .locator('[data-handleid="failed"]');
    const to = canvas(page)
      .getByRole('group', { name: /web address|JSON/i })
      .locator('.react-flow__handle.target');
    await from.dragTo(to);
    await expect(lines).toHaveCount(5);
    await expect(page.getByText(/^Saved /)).toBeVisible();
    expect(await barriersOn(page)).toEqual([]);
  });

  await test.step('what needed attention goes there when the flow is tried out', async () => {
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('menuitem', { name: 'With the example' }).click();
    const result = page.getByRole('region', { name: 'Result' });
    await expect(result.getByRole('status')).toHaveText('6 checked, 5 would be sent, 1 left out');
    await expect(canvas(page).getByRole('link', { name: '1 went another way' }).first()).toBeVisible();
    await result.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('the list tells where each step leads, also on a phone', async () => {
    await page.getByText('List', { exact: true }).click();
    const list = page.getByRole('region', { name: 'Steps in their order' });
    await expect(list.getByText(/^When it fails: /)).toHaveCount(2);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => tooWideBy(page)).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
  });
});

test('somebody looks something up in the books on the way', async ({ page }) => {
  await lookAround(page);
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: shownFlow }).first().click();
  await canvas(page).getByRole('button', { name: 'Menu of Match fields' }).click();
  await page.getByRole('menuitem', { name: 'Add next step' }).hover();
  await page.getByRole('menuitem', { name: 'Look up', exact: true }).click();
  await settings(page).getByRole('combobox', { name: 'Shop or system' }).click();
  await page.getByRole('option', { name: /AccountView/ }).click();
  await settings(page).getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('option', { name: 'debtor' }).click();
  await settings(page).getByRole('combobox', { name: 'E-mail address or number' }).fill('customer.email');
  await page.keyboard.press('Escape');
  await settings(page).getByRole('textbox', { name: 'Name of the answer' }).fill('debtor');
  await expect(settings(page).getByRole('combobox', { name: 'When it is not there' })).toHaveValue('Go on without it');
  expect(await barriersOn(page)).toEqual([]);
  await settings(page).getByRole('button', { name: 'Close' }).click();
  await expect(canvas(page).getByRole('group', { name: /By customer.email, as debtor/ })).toBeVisible();
});

test('somebody pauses a run that waits, and takes it further', async ({ page }) => {
  await lookAround(page);
  for (const [path, data] of [
    ['accountview/faults', { kind: 'busy', times: 1000 }],
    ['myonlinestore/actions/place-order', {}],
  ] as const)
    expect((await page.request.post(`/api/sandboxes/${path}`, { data })).ok()).toBe(true);
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: shownFlow }).first().click();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('region', { name: 'Result' }).getByRole('link', { name: 'Open in Activity' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^Paused by /)).toBeVisible();
  expect(await barriersOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByText(/^Paused by /)).toBeHidden();
});

const canvas = (page: Page) => page.getByRole('region', { name: 'Picture of the flow' });
const step = (page: Page, name: string) => canvas(page).getByRole('group', { name });
const settings = (page: Page) => page.getByRole('complementary', { name: 'Settings' });
