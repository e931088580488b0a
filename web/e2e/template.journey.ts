import { barriersOn, tooWideBy } from './barriers.ts';
import { expect, goTo, lookAround, test } from './journey.ts';

test('a ready-made flow asks its few questions, proposes what suits the demo shop, and keeps the answers', async ({
  page,
}) => {
  await lookAround(page);
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: 'New flow' }).first().click();
  await page
    .getByRole('button', { name: /^Use .*Robaws/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  for (const demo of await dialog.getByRole('button', { name: /^Use the demo/ }).all()) {
    await demo.click();
  }
  const client = dialog.getByRole('textbox', { name: /^Client for consumer invoices/ });
  await expect(client).toHaveValue('845');
  await dialog.getByRole('textbox', { name: 'Stock location' }).fill('North');
  expect(await barriersOn(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => tooWideBy(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await dialog.getByRole('button', { name: 'Make this flow' }).click();
  const settings = page.getByRole('complementary', { name: 'Settings' });
  await page
    .getByRole('region', { name: 'Picture of the flow' })
    .getByRole('group', { name: /^Step 3/ })
    .click();
  await expect(settings.getByRole('textbox', { name: 'Stock location' })).toHaveValue('North');
});
