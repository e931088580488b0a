import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';
import { expect, test } from './journey.ts';
import { walkEverywhere } from './walk-everywhere.ts';

const axeProgram = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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

/** What axe finds, as sentences that name the rule and the place. */
async function barriersOn(page: Page): Promise<string[]> {
  await page.evaluate(axeProgram);
  return page.evaluate(async (values) => {
    // What is still fading in has no colours that could be judged yet.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
  }, rules);
}

const tooWideBy = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

declare global {
  interface Window {
    axe: typeof import('axe-core');
  }
}
