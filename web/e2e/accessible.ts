import { expect, type Page, test } from 'playwright/test';
import { barriersOn, tooWideBy } from './barriers.ts';

/** Nothing keeps anybody out, and on a phone nothing is wider than the screen; the picture is kept for those who look. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  expect.soft(await barriersOn(page), name).toEqual([]);
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.soft.poll(() => tooWideBy(page), `${name} is wider than the screen by`).toBe(0);
  await page.screenshot({ path: test.info().outputPath(`${name}-phone.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
}
