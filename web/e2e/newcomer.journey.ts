import type { Page } from 'playwright/test';
import { expect, findOrder, goToShop, lookAround, seeStage, shownFlow, test } from './journey.ts';

test('a newcomer watches paid orders travel from a shop into the bookkeeping, and nothing travels twice', async ({
  page,
}) => {
  await test.step('the home page shows a flow that is on, and the one order that needs attention', async () => {
    await lookAround(page);
    await expect(page.getByRole('switch', { name: `Pause ${shownFlow}` })).toBeChecked();
    await expect(page.getByRole('region', { name: 'Needs attention' }).getByRole('link')).toHaveText([
      'Open in activity',
      /^20879 · Mok Zeeuws blauw/,
    ]);
  });

  await test.step('a try-out with the example says what would be sent', async () => {
    await openShownFlow(page);
    await tryOut(page, 'With the example');
    await expect(result(page)).toHaveText('6 checked, 4 would be sent, 1 left out, 1 needs attention');
    await expect(step(page, 'Step 4').getByRole('link', { name: 'Would send 4' })).toBeVisible();
    await page.getByRole('region', { name: 'Result' }).getByRole('button', { name: '20881' }).click();
    const drawer = page.getByRole('dialog', { name: /^20881/ });
    await expect(drawer.getByText('This would be sent')).toBeVisible();
    await expect(drawer.getByText('"orderNumber": "20881"')).toBeVisible();
    await drawer.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('a try-out with the shop counts on every step how far its orders came', async () => {
    await tryOut(page, 'With the connected system');
    await expect(result(page)).toHaveText('12 checked, 8 would be sent, 3 left out, 1 needs attention');
    await expect(step(page, 'Step 1').getByRole('link', { name: '12 received' })).toBeVisible();
    await expect(step(page, 'Step 2').getByRole('link', { name: '1 needs attention' })).toBeVisible();
    await expect(step(page, 'Step 3').getByRole('link', { name: '3 left out' })).toBeVisible();
    await expect(step(page, 'Step 4').getByRole('link', { name: 'Would send 8' })).toBeVisible();
    await expect(page.getByRole('link', { name: '8 went on to the next step' })).toBeVisible();
  });

  await test.step('a run for real finds that everything is there, and the bookkeeping has each order once', async () => {
    await page.getByRole('button', { name: 'Run now' }).click();
    await expect(result(page)).toHaveText('12 checked, 8 already there, 3 left out, 1 needs attention');
    await expect(step(page, 'Step 4').getByRole('link', { name: '8 already there' })).toBeVisible();
    await goToShop(page, 'AccountView (Visma)');
    await expect(page.getByRole('tab', { name: 'Sales orders (8)' })).toBeVisible();
  });

  await test.step('an order is found by its number and tells its whole way', async () => {
    await findOrder(page, '20871', 'Sent');
    await expect(page.getByText('Number on the other side: 26')).toBeVisible();
    await seeStage(page, 'Received', 'inkoop@voorbeeldkeukens.example');
    await seeStage(page, 'After matching', 'SERVIES-12');
    await seeStage(page, 'Sent', 'Price per piece incl. VAT');
    await seeStage(page, 'Answer', '"ORD_NR": "26');
  });
});

async function openShownFlow(page: Page): Promise<void> {
  await page.getByRole('link', { name: shownFlow, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: shownFlow })).toBeAttached();
}

async function tryOut(page: Page, way: string): Promise<void> {
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('menuitem', { name: way }).click();
}

const result = (page: Page) => page.getByRole('region', { name: 'Result' }).getByRole('status');

const step = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Picture of the flow' }).getByRole('group', { name });
