import type { Locator, Page } from 'playwright/test';
import { expect, findOrder, goTo, lookAround, shownFlow, test } from './journey.ts';

test('an expert changes a flow with care: keeps a test, lets the draft run along, publishes, tries again, goes back', async ({
  page,
}) => {
  await test.step('an order that was sent is kept as a test', async () => {
    await lookAround(page);
    await findOrder(page, '20871', 'Sent');
    await page.getByRole('button', { name: 'Keep as a test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keep as a test' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('A paid order');
    await dialog.getByRole('button', { name: 'Keep as a test' }).click();
    await expect(page.getByText('The test is kept with the flow.')).toBeVisible();
  });

  await test.step('a changed formula makes the test fail, and shows in which field', async () => {
    await openFlow(page);
    await page.getByRole('group', { name: 'Step 2' }).click();
    await page.getByRole('button', { name: 'Open the field matching' }).click();
    const mapper = page.getByRole('dialog', { name: 'Match fields' });
    await mapper.getByRole('textbox', { name: 'Order number' }).fill('"W" & number');
    await expect(mapper.getByRole('region', { name: 'Result' })).toContainText('"W20');
    await mapper.getByRole('button', { name: 'Close' }).click();
    const tests = await openPanel(page, 'Tests');
    await tests.getByRole('button', { name: 'Run all tests' }).click();
    await expect(tests.getByRole('status').first()).toHaveText('1 of 1 fail.');
    await tests.getByRole('button', { name: 'A paid order' }).click();
    await expect(tests.getByRole('row', { name: 'orderNumber' })).toContainText('“W20871”');
  });

  await test.step('the draft runs along with past orders, and what would change is counted', async () => {
    const beside = page.getByRole('region', { name: 'Beside the live version' });
    await beside.getByRole('button', { name: 'Let the draft run along' }).click();
    await expect(beside.getByRole('status')).toHaveText(/^\d+ of \d+ change\.$/);
    await page.keyboard.press('Escape');
  });

  await test.step('publishing shows what changes, stops at the test, and goes on with a reason', async () => {
    await page.getByRole('button', { name: 'Publish changes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish changes' });
    await expect(dialog.getByRole('row', { name: 'orderNumber · formula' })).toContainText('“"W" & number”');
    await dialog.getByRole('button', { name: 'Publish changes' }).click();
    await expect(dialog.getByRole('alert')).toContainText('1 test fails, so this was not published.');
    const allTheSame = dialog.getByRole('button', { name: 'Publish all the same' });
    await expect(allTheSame).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Note' }).fill('The bookkeeping wants a W');
    await allTheSame.click();
    await expect(page.getByText('Version 2 is published.')).toBeVisible();
  });

  await test.step('trying again shows beforehand what is different and what is left alone', async () => {
    await findOrder(page, '20871', 'Sent');
    await page.getByRole('button', { name: 'Try again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try again' });
    const ahead = dialog.getByRole('region', { name: 'What will happen' });
    await expect(ahead.getByRole('status')).toContainText('1 of 1 are already there and will be left alone.');
    await expect(ahead.getByRole('row', { name: 'orderNumber' })).toContainText('“W20871”');
    await dialog.getByRole('switch', { name: 'Send again what is already there' }).check();
    await expect(ahead.getByText('This changes in what is sent:')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Try again (1)' })).toBeDisabled();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('the first version is looked at and becomes the draft again', async () => {
    await openFlow(page);
    const versions = await openPanel(page, 'Versions');
    await versions.getByRole('button', { name: 'Version 1' }).click();
    await expect(versions.getByRole('row', { name: 'orderNumber · formula' })).toBeVisible();
    await versions.getByRole('button', { name: 'Make this the draft again' }).click();
    const tests = await openPanel(page, 'Tests');
    await tests.getByRole('button', { name: 'Run all tests' }).click();
    await expect(tests.getByRole('status').first()).toHaveText('1 test passes.');
  });
});

test('everything that matches a search is tried again together', async ({ page }) => {
  await lookAround(page);
  await goTo(page, 'Activity');
  await page.getByRole('searchbox', { name: 'Search by number' }).fill('2087');
  await page.getByRole('button', { name: 'Try again all that match' }).click();
  const dialog = page.getByRole('dialog', { name: 'Try again' });
  await expect(dialog.getByRole('status')).toContainText('are already there and will be left alone.');
  await dialog.getByRole('button', { name: 'Try again (10)' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Run of ${shownFlow}` })).toBeVisible();
});

async function openFlow(page: Page): Promise<void> {
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: shownFlow }).first().click();
  await expect(page.getByRole('group', { name: 'Step 2' })).toBeVisible();
}

async function openPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name, exact: true }).click();
  const panel = page.getByRole('dialog', { name });
  await expect(panel).toBeVisible();
  return panel;
}
