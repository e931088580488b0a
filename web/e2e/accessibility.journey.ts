import { barriersOn, tooWideBy } from './barriers.ts';
import { expect, test } from './journey.ts';
import { walkEverywhere } from './walk-everywhere.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test('no page keeps anybody out', async ({ page }) => {
      await walkEverywhere(page, async (where) => {
        expect.soft(await barriersOn(page), where).toEqual([]);
      });
    });
  });
}

test('no page scrolls sideways on a phone', async ({ page }) => {
  const desk = { width: 1280, height: 800 };
  await walkEverywhere(page, async (where) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.soft.poll(() => tooWideBy(page), `${where} is wider than the screen by`).toBe(0);
    await page.setViewportSize(desk);
  });
});
