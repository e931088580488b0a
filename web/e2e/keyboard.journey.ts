import type { Locator, Page } from 'playwright/test';
import { expect, shownFlow, test } from './journey.ts';

test('with the keyboard alone somebody looks around, adds a step to a flow, takes it back and tries the flow out', async ({
  page,
}) => {
  const canvas = page.getByRole('region', { name: 'Picture of the flow' });
  const steps = canvas.getByRole('group');

  await test.step('into the demo and to its flow', async () => {
    await page.goto('/');
    await press(page, page.getByRole('button', { name: 'Look around with demo shops' }));
    await expect(page.getByRole('heading', { level: 1, name: '1 item needs your attention.' })).toBeVisible();
    await press(page, page.getByRole('link', { name: shownFlow, exact: true }));
    await expect(steps).toHaveCount(4);
  });

  await test.step('a step is added behind the matching, from the menu of that step', async () => {
    await press(page, canvas.getByRole('button', { name: 'Menu of Match fields' }));
    await walkTo(page, page.getByRole('menuitem', { name: 'Add next step' }), 'ArrowDown');
    await page.keyboard.press('ArrowRight');
    await walkTo(page, page.getByRole('menuitem', { name: 'Only keep', exact: true }), 'ArrowDown');
    await page.keyboard.press('Enter');
    await expect(steps).toHaveCount(5);
    await expect(canvas.getByRole('group', { name: 'Step 3, Only keep' })).toBeVisible();
    await expect(page.getByRole('button', { name: /to finish/ })).toBeVisible();
  });

  await test.step('it is taken back', async () => {
    await press(page, page.getByRole('complementary', { name: 'Settings' }).getByRole('button', { name: 'Close' }));
    await page.keyboard.press('Control+z');
    await expect(steps).toHaveCount(4);
    await expect(page.getByRole('button', { name: /to finish/ })).toBeHidden();
    await expect(page.getByText(/^Saved /)).toBeVisible();
  });

  await test.step('the flow is tried out, and one order is looked at', async () => {
    await press(page, page.getByRole('button', { name: 'Try it out' }));
    await walkTo(page, page.getByRole('menuitem', { name: 'With the example' }), 'ArrowDown');
    await page.keyboard.press('Enter');
    const result = page.getByRole('region', { name: 'Result' });
    await expect(result.getByRole('status')).toHaveText('6 checked, 4 would be sent, 1 left out, 1 needs attention');
    await press(page, result.getByRole('button', { name: '20881' }));
    await expect(page.getByRole('dialog', { name: /^20881/ }).getByText('This would be sent')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(result.getByRole('button', { name: '20881' })).toBeFocused();
  });
});

const mostPresses = 60;

/** Tab by tab to something on the page, and Enter. */
async function press(page: Page, wanted: Locator): Promise<void> {
  await walkTo(page, wanted, 'Tab');
  await page.keyboard.press('Enter');
}

/** Presses one key until the focus is there, as somebody does who cannot see where it will go. */
async function walkTo(page: Page, wanted: Locator, key: string): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < mostPresses; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${mostPresses} times ${key} did not lead to ${wanted}.`);
}
