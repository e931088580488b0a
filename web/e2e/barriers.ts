import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';

const axeProgram = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, as sentences that name the rule and the place. */
export async function barriersOn(page: Page): Promise<string[]> {
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

/** By how much the page is wider than the screen. */
export const tooWideBy = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

declare global {
  interface Window {
    axe: typeof import('axe-core');
  }
}
