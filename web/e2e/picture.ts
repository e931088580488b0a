import path from 'node:path';
import { type Browser, chromium } from 'playwright';
import { expect, lookAround, shownFlow } from './journey.ts';
import config from './playwright.config.ts';
import { startApp } from './start-app.ts';

const file = path.join(import.meta.dirname, 'flow.png');

/** The README's picture: the flow that the demo opens with, after its first run, as anybody can see it. */
const app = await startApp();
try {
  const browser = await chromium.launch(config.use?.launchOptions);
  await takePicture(browser);
  await browser.close();
} finally {
  await app.end();
}

async function takePicture(browser: Browser): Promise<void> {
  const page = await browser.newPage({
    baseURL: app.address,
    viewport: { width: 1520, height: 696 },
    colorScheme: 'light',
    locale: 'en-GB',
  });
  await lookAround(page);
  await page.getByRole('link', { name: shownFlow, exact: true }).click();
  const canvas = page.getByRole('region', { name: 'Picture of the flow' });
  await expect(canvas.getByRole('link', { name: '8 sent' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of the flow' }).fill('Paid orders to the bookkeeping');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/^Paid orders to the bookkeeping/);
  // Without the menu on the left and the head above, the flow itself can be read.
  await page.screenshot({ path: file, animations: 'disabled', clip: { x: 240, y: 56, width: 1280, height: 640 } });
}
