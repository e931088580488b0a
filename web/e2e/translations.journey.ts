import type { Page } from 'playwright/test';
import { expect, findOrder, goTo, goToShop, lookAround, shownFlow, test } from './journey.ts';

test('a merchant adds a value that is missing from a list, and the order that it stopped goes on', async ({ page }) => {
  await test.step('the list came with the flow; a line of it is taken out', async () => {
    await lookAround(page);
    await goTo(page, 'Translate values');
    await page.getByRole('link', { name: 'AccountView VAT codes' }).click();
    await expect(page.getByRole('link', { name: shownFlow })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'What comes in, line 1' })).toHaveValue('NL 21');
    await page.getByRole('button', { name: 'Remove line 1' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. From now on flows use version 2.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'What comes in, line 1' })).toHaveValue('NL 9');
  });

  await test.step('a new order stops, and says which value is missing from which list', async () => {
    await goToShop(page, 'MijnWebwinkel (MyOnlineStore)');
    await page.getByRole('button', { name: 'Place an order', exact: true }).click();
    await expect(page.getByRole('row', { name: '20882' })).toBeVisible();
    await goTo(page, 'Home');
    await page.getByRole('link', { name: shownFlow, exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await findOrder(page, '20882', 'Needs attention');
    const problem = page.getByRole('alert', { name: 'A value is not in the translation list' });
    await expect(problem).toContainText('"NL 21" is not in the list "AccountView VAT codes".');
    await problem.getByRole('link', { name: 'Open the list AccountView VAT codes' }).click();
  });

  await test.step('it is added where it is shown as missing', async () => {
    const missing = page.getByRole('region', { name: 'Not in the list' });
    await expect(missing.getByRole('form', { name: 'NL 21' })).toContainText(/seen \d+ times/);
    await missing.getByRole('textbox', { name: 'What NL 21 becomes' }).fill('1');
    await missing.getByRole('button', { name: 'Add NL 21' }).click();
    await expect(page.getByText('NL 21 is in the list now.')).toBeVisible();
    await expect(missing.getByRole('form')).toHaveCount(0);
    await expect(missing.getByRole('link', { name: 'Try the stopped items again' })).toBeVisible();
  });

  await test.step('trying again sends the order, with the new version of the list', async () => {
    await findOrder(page, '20882', 'Needs attention');
    await tryAgain(page);
    await findOrder(page, '20882', 'Sent');
    await page.getByRole('link', { name: 'Run of ' }).click();
    await expect(page.getByRole('link', { name: 'AccountView VAT codes (version 3)' })).toBeVisible();
  });

  await test.step('the list goes to a file, and comes back from one', async () => {
    await page.getByRole('link', { name: 'AccountView VAT codes (version 3)' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('AccountView VAT codes.csv');
    await page.getByRole('button', { name: 'Add from a CSV file' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add from a CSV file' });
    const chosen = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Add from a CSV file' }).click();
    const file = { name: 'codes.csv', mimeType: 'text/csv', buffer: Buffer.from('FR 20;F1\nFR 10;F2\n') };
    await (await chosen).setFiles(file);
    await expect(page.getByText('The list has 11 values now.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'What it becomes, line 11' })).toHaveValue('F2');
  });

  await test.step('a list of my own is chosen in the field matching, and the result shows what it gives', async () => {
    await goTo(page, 'Translate values');
    await page.getByRole('button', { name: 'New list' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Cities');
    await page.getByRole('button', { name: 'Make the list' }).click();
    await page.getByRole('button', { name: 'Add a line' }).click();
    await page.getByRole('textbox', { name: 'What comes in, line 1' }).fill('Anywhere');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. From now on flows use version 2.')).toBeVisible();
    await goTo(page, 'Flows');
    await page.getByRole('link', { name: shownFlow }).first().click();
    await page.getByRole('group', { name: 'Step 2' }).click();
    await page.getByRole('button', { name: 'Open the field matching' }).click();
    const mapper = page.getByRole('dialog', { name: 'Match fields' });
    await mapper.getByRole('textbox', { name: 'Customer: city' }).click();
    await mapper.getByRole('combobox', { name: 'Translate Customer: city with a list' }).click();
    await page.getByRole('option', { name: 'Translate with Cities' }).click();
    await expect(mapper.getByText(/is not in the list "Cities"/).first()).toBeVisible();
    await mapper.getByRole('combobox', { name: 'If Customer: city is not in the list' }).click();
    await page.getByRole('option', { name: 'Not in the list: use a fixed value' }).click();
    await mapper.getByRole('textbox', { name: 'Fixed value of Customer: city' }).fill('Elsewhere');
    await expect(mapper.getByRole('region', { name: 'Result' })).toContainText('Elsewhere');
    const street = mapper.getByRole('textbox', { name: 'Customer: street' });
    await street.fill('$spl');
    await mapper.getByRole('button', { name: '$splitStreet(line [, country])' }).click();
    await expect(street).toHaveValue('$splitStreet()');
    await page.keyboard.type('"Kerkstraat 12a"');
    await expect(mapper.getByRole('region', { name: 'Result' })).toContainText('"suffix": "a"');
  });
});

async function tryAgain(page: Page) {
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Try again' });
  await expect(dialog.getByRole('region', { name: 'What will happen' }).getByRole('status')).toBeVisible();
  await dialog.getByRole('button', { name: 'Try again (1)' }).click();
  await expect(dialog).toBeHidden();
}
