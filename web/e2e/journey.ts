import { test as base, expect, type Page } from 'playwright/test';
import { type App, startApp } from './start-app.ts';

export { expect };

/** A journey: one goal of one person, on an app that was started for it alone. */
export const test = base.extend<{ app: App }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which other fixtures are wanted.
  app: async ({}, use) => {
    const { end, ...app } = await startApp();
    await use(app);
    await end();
  },
  baseURL: async ({ app }, use) => use(app.address),
});

/** The flow that the demo opens with. */
export const shownFlow = 'Paid orders from your shop to your bookkeeping';

/** Into the demo as a visitor, on the home page, once the shown flow has run. */
export async function lookAround(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Look around with demo shops' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '1 item needs your attention.' })).toBeVisible();
}

/** Goes to one of the pages of the main menu. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true }).click();
}

/** Goes to a demo shop through the main menu. */
export async function goToShop(page: Page, name: string): Promise<void> {
  await goTo(page, 'Demo shops');
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Finds an order by its number in the activity and opens the newest time it came by, not in a try-out, with this result. */
export async function findOrder(page: Page, number: string, result: string): Promise<void> {
  await goTo(page, 'Activity');
  await page.getByRole('searchbox', { name: 'Search by number' }).fill(number);
  const rows = page.getByRole('table', { name: 'Items' }).getByRole('row');
  await expect(rows.filter({ hasNotText: number })).toHaveCount(1);
  // What came by in a try-out cannot be selected.
  const real = rows.filter({ has: page.getByRole('checkbox', { name: `Select ${number}` }) });
  const found = real.filter({ has: page.getByRole('cell', { name: result }) }).first();
  await found.getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
}

/** Looks at one stop of a record's way and expects to find this there. */
export async function seeStage(page: Page, name: string, content: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
  await expect(page.getByRole('tabpanel', { name }).getByText(content).last()).toBeVisible();
}
