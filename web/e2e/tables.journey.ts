import { expect, goTo, lookAround, test } from './journey.ts';

test('somebody reads a table of a database: chooses it from a list, and finds the form filled in', async ({ page }) => {
  await lookAround(page);
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: 'New flow' }).click();
  await page.getByRole('button', { name: 'Start with an empty canvas' }).click();
  await page.getByRole('button', { name: 'Add step: Get', exact: true }).click();
  const settings = page.getByRole('complementary', { name: 'Settings' });
  await settings.getByRole('combobox', { name: 'Shop or system' }).click();
  await page.getByRole('option', { name: /PostgreSQL/ }).click();
  await settings.getByRole('button', { name: 'Choose what the system has' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose what the system has' });
  await dialog.getByRole('combobox', { name: 'What this step should use' }).click();
  await expect(page.getByRole('option', { name: 'shop.stock' })).toBeVisible();
  await page.getByRole('option', { name: 'shop.orders' }).click();
  await dialog.getByRole('button', { name: 'Fill in the form' }).click();
  await expect(settings.getByRole('textbox', { name: 'Table or view' })).toHaveValue('shop.orders');
  await expect(settings.getByRole('textbox', { name: 'Key columns' })).toHaveValue('number');
  await expect(settings.getByRole('textbox', { name: 'Column that tells when a row changed' })).toHaveValue(
    'changed_at',
  );
});
