import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { expect, goTo, goToShop, lookAround, test } from './journey.ts';

const ordersFile = path.join(import.meta.dirname, '../../flows/templates/csv-to-http/orders.csv');

test('an expert draws a flow from a file to a web address, matches its fields by hand and sees the orders arrive', async ({
  page,
}) => {
  await test.step('a new flow starts with an empty canvas', async () => {
    await lookAround(page);
    await goTo(page, 'Flows');
    await page.getByRole('link', { name: 'New flow' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Orders of the market stall');
    await page.getByRole('button', { name: 'Start with an empty canvas' }).click();
    await expect(page.getByText('What should this flow do?')).toBeVisible();
  });

  await test.step('three steps are dragged onto it', async () => {
    await dragStep(page, 'Get', { x: 160, y: 100 });
    await dragStep(page, 'Match fields', await placeAfter(page, 'Get'));
    await dragStep(page, 'Send to', await placeAfter(page, 'Match fields'));
  });

  await test.step('lines are drawn between them', async () => {
    await drawLine(page, 'Get', 'Match fields');
    await drawLine(page, 'Match fields', 'Send to');
    await expect(page.getByRole('button', { name: 'Insert a step here' })).toHaveCount(2);
  });

  await test.step('the first step gets the rows of a file that is brought along', async () => {
    await step(page, 'Step 1').click();
    await choose(page, 'Shop or system', 'File (CSV, XML, JSON, Excel)');
    const chooser = page.waitForEvent('filechooser');
    await settings(page).getByRole('button', { name: 'File' }).click();
    await (await chooser).setFiles(ordersFile);
    await expect(settings(page).getByText('orders.csv, uploaded')).toBeVisible();
    await choose(page, 'How often', 'Only when I run it');
  });

  await test.step('the last step sends to an address', async () => {
    await step(page, 'Step 3').click();
    await choose(page, 'Shop or system', 'Demo Any web address (HTTP) (demo)');
    await choose(page, 'What', 'records as JSON');
    await settings(page).getByRole('textbox', { name: 'Path' }).fill('/stall-orders');
  });

  await test.step('fields are matched by dragging, by clicking and by typing, with the result beside them', async () => {
    await step(page, 'Step 2').click();
    await settings(page).getByRole('button', { name: 'Open the field matching' }).click();
    const mapper = page.getByRole('dialog', { name: 'Match fields' });
    const result = mapper.getByRole('region', { name: 'Result' });
    await addField(mapper, 'orderNumber');
    await sourceField(mapper, 'order_number').dragTo(mapper.getByRole('textbox', { name: 'orderNumber', exact: true }));
    await expect(result).toContainText('"orderNumber": "2026-1041"');
    await addField(mapper, 'customer');
    await sourceField(mapper, 'customer_name').click();
    await expect(result).toContainText('"customer": "Sample Customer One"');
    await addField(mapper, 'total');
    const total = mapper.getByRole('textbox', { name: 'total', exact: true });
    await total.fill('$number(quantity) * unit_price');
    await expect(total).toHaveAccessibleDescription(/The formula calculates with "49,50", which is not a number/);
    await total.fill('$number(quantity) * $number($replace(unit_price, ",", "."))');
    await expect(result).toContainText('"total": 49.5');
    await mapper.getByRole('button', { name: 'Close' }).click();
    await expect(step(page, 'Step 2, Match fields, 3 fields matched')).toBeVisible();
  });

  await test.step('it is published and run', async () => {
    await page.getByRole('button', { name: 'Publish changes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish changes' });
    await dialog.getByRole('textbox', { name: 'Note' }).fill('First version');
    await dialog.getByRole('button', { name: 'Publish changes' }).click();
    await expect(page.getByText('Version 1 is published.')).toBeVisible();
    await page.getByRole('button', { name: 'Run now' }).click();
    const result = page.getByRole('region', { name: 'Result' });
    await expect(result.getByRole('status')).toHaveText('5 checked, 4 sent, 1 needs attention');
    await expect(result.getByRole('row', { name: '2026-1044' })).toContainText('Needs attention');
  });

  await test.step('the requests arrived at the address', async () => {
    await goToShop(page, 'Any web address (HTTP)');
    const arrived = page.getByRole('row', { name: '/stall-orders' });
    await expect(arrived).toHaveCount(4);
    await expect(arrived.last()).toContainText(
      '{"orderNumber":"2026-1041","customer":"Sample Customer One","total":49.5}',
    );
  });
});

const canvas = (page: Page) => page.getByRole('region', { name: 'Picture of the flow' });
const step = (page: Page, name: string) => canvas(page).getByRole('group', { name: new RegExp(`^${name}|, ${name}`) });
const settings = (page: Page) => page.getByRole('complementary', { name: 'Settings' });

type Place = { x: number; y: number };

async function dragStep(page: Page, name: string, targetPosition: Place): Promise<void> {
  await page.getByRole('button', { name: `Add step: ${name}`, exact: true }).dragTo(canvas(page), { targetPosition });
  await expect(step(page, name)).toBeVisible();
  await settings(page).getByRole('button', { name: 'Close' }).click();
  await expect(settings(page)).toBeHidden();
}

/** A free place on the canvas, to the right of a step and below it. */
async function placeAfter(page: Page, name: string): Promise<Place> {
  // What is hovered stands still.
  await step(page, name).hover();
  const [all, box] = await Promise.all([boxOf(canvas(page)), boxOf(step(page, name))]);
  return { x: box.x + box.width - all.x + 60, y: box.y + box.height - all.y + 50 };
}

/** A line starts at the right edge of a step and ends at the left edge of another, at the height of their titles. */
async function drawLine(page: Page, from: string, to: string): Promise<void> {
  const y = 30;
  const { width } = await boxOf(step(page, from));
  await step(page, from).dragTo(step(page, to), {
    sourcePosition: { x: width - 1, y },
    targetPosition: { x: 1, y },
  });
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return box;
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await settings(page).getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}

async function addField(mapper: Locator, name: string): Promise<void> {
  await mapper.getByRole('textbox', { name: 'Name of a new field' }).fill(name);
  await mapper.getByRole('button', { name: 'Add field' }).click();
}

const sourceField = (mapper: Locator, name: string) =>
  mapper.getByRole('region', { name: 'What comes in' }).getByRole('button', { name });
