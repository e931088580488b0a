import type { Page } from 'playwright/test';
import { expect, lookAround, shownFlow, test } from './journey.ts';

test('when two people change one flow, the second is asked which version stays', async ({ page, context }) => {
  await lookAround(page);
  await openFlow(page);
  const colleague = await context.newPage();
  await colleague.goto(page.url());
  await renameStep(colleague, 'Only paid orders');
  await expect(colleague.getByText(/^Saved /)).toBeVisible();

  await page.bringToFront();
  await renameStep(page, 'Only what is paid');
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this flow' });
  await expect(dialog).toContainText('Which version should stay?');
  await dialog.getByRole('button', { name: 'Load theirs' }).click();
  await expect(dialog).toBeHidden();
  await expect(step(page, 'Only paid orders')).toBeVisible();

  await renameStep(page, 'Only what is paid for');
  await expect(page.getByText(/^Saved /)).toBeVisible();
  await colleague.bringToFront();
  await renameStep(colleague, 'Paid orders only');
  await colleague.getByRole('button', { name: 'Keep mine' }).click();
  await expect(colleague.getByText(/^Saved /)).toBeVisible();
  await page.reload();
  await expect(step(page, 'Paid orders only')).toBeVisible();
});

test('what is changed while the server is away is kept, said, and saved when it is back', async ({ page, app }) => {
  await lookAround(page);
  await openFlow(page);
  await app.goAway();
  await renameStep(page, 'Only paid orders');
  await expect(page.getByText('Not saved – trying again')).toBeVisible();
  await app.comeBack();
  await expect(page.getByText(/^Saved /)).toBeVisible();
  await page.reload();
  await expect(step(page, 'Only paid orders')).toBeVisible();
});

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('link', { name: shownFlow, exact: true }).click();
  await expect(step(page, 'Only keep')).toBeVisible();
}

const step = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Picture of the flow' }).getByRole('group', { name: `Step 3, ${name}` });

async function renameStep(page: Page, name: string): Promise<void> {
  await step(page, '').click();
  await page.getByRole('textbox', { name: 'Name of this step' }).fill(name);
  await expect(step(page, name)).toBeVisible();
}
