import type { Page } from 'playwright/test';
import { expect, shownFlow, test } from './journey.ts';

test.use({ locale: 'nl-NL', colorScheme: 'dark' });

test('a Dutch visitor looks around in Dutch and in the dark, and finds an order', async ({ page }) => {
  await test.step('the door speaks Dutch and is dark, as the browser asks', async () => {
    await page.goto('/');
    await expect(
      page.getByRole('heading', { level: 1, name: 'Je shop en je andere systemen, altijd gelijk' }),
    ).toBeVisible();
    await expect.poll(() => languageOf(page)).toBe('nl');
    await expect.poll(() => brightnessOf(page)).toBeLessThan(0.2);
    await page.getByRole('button', { name: 'Rondkijken met demoshops' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '1 item heeft je aandacht nodig.' })).toBeVisible();
  });

  await test.step('a try-out is told in Dutch', async () => {
    await page.getByRole('link', { name: shownFlow, exact: true }).click();
    await page.getByRole('button', { name: 'Uitproberen' }).click();
    await page.getByRole('menuitem', { name: 'Met het voorbeeld' }).click();
    const result = page.getByRole('region', { name: 'Resultaat' });
    await expect(result.getByRole('status')).toHaveText(
      '6 bekeken, 4 zouden worden verstuurd, 1 overgeslagen, 1 vraagt aandacht',
    );
  });

  await test.step('the order that needs attention says in Dutch why, and what to do', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Activiteit' }).click();
    await page.getByRole('searchbox', { name: 'Zoeken op nummer' }).fill('20879');
    const rows = page.getByRole('table', { name: 'Items' }).getByRole('row');
    await expect(rows.filter({ hasNotText: '20879' })).toHaveCount(1);
    await rows.getByRole('link', { name: '20879', exact: true }).last().click();
    const problem = page.getByRole('alert', { name: 'Een verplicht veld is leeg' });
    await expect(problem).toContainText('Zo los je het op:');
    await expect(page.getByRole('tab', { name: 'Ontvangen' })).toBeVisible();
  });

  await test.step('light is one choice away and stays', async () => {
    await page.getByRole('button', { name: 'Licht of donker' }).click();
    await page.getByRole('menuitem', { name: 'Licht' }).click();
    await expect.poll(() => brightnessOf(page)).toBeGreaterThan(0.8);
    await page.reload();
    await expect(page.getByRole('alert', { name: 'Een verplicht veld is leeg' })).toBeVisible();
    expect(await brightnessOf(page)).toBeGreaterThan(0.8);
  });
});

const languageOf = (page: Page) => page.evaluate(() => document.documentElement.lang);

/** How bright the page's ground is, from 0 (black) to 1 (white). */
const brightnessOf = (page: Page) =>
  page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] =
      getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
    return (red + green + blue) / (3 * 255);
  });
