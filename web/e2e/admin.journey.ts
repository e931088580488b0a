import type { Page } from 'playwright/test';
import { expect, findOrder, goTo, goToShop, lookAround, seeStage, shownFlow, test } from './journey.ts';

const shop = 'MijnWebwinkel (MyOnlineStore)';
const books = 'AccountView (Visma)';

test('an admin repairs what failed and sends it again, and nothing is sent twice', async ({ page }) => {
  await test.step('the flow is paused, so that nothing moves by itself meanwhile', async () => {
    await lookAround(page);
    await page.getByRole('switch', { name: `Pause ${shownFlow}` }).click();
    await expect(page.getByRole('switch', { name: `Turn on ${shownFlow}` })).not.toBeChecked();
  });

  await test.step('the order that failed is found by its number and says why and what to do', async () => {
    await findOrder(page, '20879', 'Needs attention');
    const problem = page.getByRole('alert', { name: 'A required field is empty' });
    await expect(problem).toContainText('There is no value for "lines[].vatCode"');
    await expect(problem).toContainText('Fill in the value in the system it comes from');
    await seeStage(page, 'Received', 'sanne@voorbeeld.example');
    await expect(page.getByRole('tab', { name: 'Sent', exact: true })).toBeHidden();
  });

  await test.step('it is repaired in the shop', async () => {
    await goToShop(page, shop);
    const order = page.getByRole('row', { name: '20879' });
    await expect(order.getByRole('cell').last()).toHaveText('no');
    await page.getByRole('button', { name: 'Fill in the missing VAT rate', exact: true }).click();
    await expect(order.getByRole('cell').last()).toHaveText('yes');
  });

  await test.step('trying it again sends it', async () => {
    await findOrder(page, '20879', 'Needs attention');
    await tryAgain(page, 'Get it again from the shop');
    await findOrder(page, '20879', 'Sent');
    await expectBooked(page, '20879', { times: 1, of: 9 });
  });

  await test.step('trying it once more leaves it alone', async () => {
    await findOrder(page, '20879', 'Sent');
    await tryAgain(page, 'From the start, with what was received then');
    await findOrder(page, '20879', 'Already there');
    await expectBooked(page, '20879', { times: 1, of: 9 });
  });

  await test.step('a new order is refused by the bookkeeping, and tells what it answered', async () => {
    await goToShop(page, books);
    await page.getByRole('combobox', { name: 'What happens' }).click();
    await page.getByRole('option', { name: 'Refuses' }).click();
    await page.getByRole('button', { name: 'Make it fail' }).click();
    await expect(page.getByText('Refuses: 1 to come')).toBeVisible();
    await goToShop(page, shop);
    await page.getByRole('button', { name: 'Place an order', exact: true }).click();
    await expect(page.getByRole('row', { name: '20882' })).toBeVisible();
    await goTo(page, 'Home');
    await page.getByRole('link', { name: shownFlow, exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await findOrder(page, '20882', 'Needs attention');
    await seeStage(page, 'Answer', 'What came back');
    await expectBooked(page, '20882', { times: 0, of: 9 });
  });

  await test.step('tried again from the step that failed, it arrives', async () => {
    await findOrder(page, '20882', 'Needs attention');
    await tryAgain(page, 'From the step that failed');
    await findOrder(page, '20882', 'Sent');
    await expectBooked(page, '20882', { times: 1, of: 10 });
  });

  await test.step('nothing needs attention any more', async () => {
    await goTo(page, 'Home');
    await page.getByRole('switch', { name: `Turn on ${shownFlow}` }).click();
    await page.getByRole('button', { name: 'Turn on', exact: true }).click();
    await expect(
      page.getByRole('heading', { level: 1, name: 'Your flow is on and everything went well.' }),
    ).toBeVisible();
    await expect(page.getByRole('region', { name: 'Needs attention' })).toBeHidden();
  });
});

async function tryAgain(page: Page, beginning: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Try again' });
  await dialog.getByRole('radio', { name: beginning }).check();
  await expect(dialog.getByText('What was already sent is left alone.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Try again (1)' }).click();
  await expect(dialog).toBeHidden();
}

async function expectBooked(page: Page, order: string, { times, of }: { times: number; of: number }): Promise<void> {
  await goToShop(page, books);
  await expect(page.getByRole('tab', { name: `Sales orders (${of})` })).toBeVisible();
  await expect(page.getByRole('row', { name: order })).toHaveCount(times);
}
