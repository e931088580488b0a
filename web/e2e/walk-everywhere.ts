import type { Page } from 'playwright/test';
import { expect, findOrder, goTo, goToShop, lookAround, shownFlow } from './journey.ts';

/** Goes through every page and its main states, and looks at each. */
export async function walkEverywhere(page: Page, look: (where: string) => Promise<void>): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Look around with demo shops' })).toBeVisible();
  await look('the door');
  await lookAround(page);
  await look('home');
  await throughFlows(page, look);
  await throughConnections(page, look);
  await throughTranslations(page, look);
  await throughActivity(page, look);
  await throughDemoShops(page, look);
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await look('an address that leads nowhere');
}

type Look = (where: string) => Promise<void>;

async function throughFlows(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Flows');
  await expect(page.getByRole('link', { name: shownFlow })).toBeVisible();
  await look('the flows');
  await page.getByRole('link', { name: 'New flow' }).click();
  const first = page.getByRole('button', { name: `Use this: ${shownFlow}` });
  await expect(first).toBeVisible();
  await look('a new flow');
  await first.click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('a new flow, choosing its connections');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Start with an empty canvas' }).click();
  await expect(page.getByText('What should this flow do?')).toBeVisible();
  await look('an empty canvas');
  await throughShownFlow(page, look);
}

async function throughShownFlow(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Flows');
  await page.getByRole('link', { name: shownFlow }).first().click();
  const canvas = page.getByRole('region', { name: 'Picture of the flow' });
  await expect(canvas.getByRole('link', { name: '8 sent' })).toBeVisible();
  await look('a flow with the counts of its run');
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('menuitem', { name: 'With the example' }).click();
  await expect(page.getByRole('region', { name: 'Result' }).getByRole('status')).toContainText('4 would be sent');
  await look('a flow with the result of a try-out');
  await page.getByRole('region', { name: 'Result' }).getByRole('button', { name: '20881' }).click();
  await expect(page.getByRole('dialog').getByText('This would be sent')).toBeVisible();
  await look('what would be sent');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Result' }).getByRole('button', { name: 'Close' }).click();
  const settings = page.getByRole('complementary', { name: 'Settings' });
  for (const step of ['Step 1', 'Step 2', 'Step 3', 'Step 4']) {
    await canvas.getByRole('group', { name: step }).click();
    await expect(settings).toBeVisible();
    await look(`a flow with the settings of ${step}`);
    await settings.getByRole('button', { name: 'Close' }).click();
  }
  await throughMapper(page, look);
  await page.getByRole('button', { name: 'Versions' }).click();
  const versions = page.getByRole('dialog', { name: 'Versions' });
  await versions.getByRole('button', { name: 'Version 1' }).click();
  await expect(versions.getByRole('combobox', { name: 'Compare with' })).toBeVisible();
  await look('the versions of a flow');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Tests' }).click();
  await expect(page.getByRole('dialog', { name: 'Tests' }).getByText('No tests yet.')).toBeVisible();
  await look('the tests of a flow, without any');
  await page.keyboard.press('Escape');
  await page.getByText('List', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'Steps in their order' })).toBeVisible();
  await look('a flow as a list');
  await page.getByText('Canvas', { exact: true }).click();
}

async function throughMapper(page: Page, look: Look): Promise<void> {
  await page.getByRole('group', { name: 'Step 2' }).click();
  await page.getByRole('button', { name: 'Open the field matching' }).click();
  const mapper = page.getByRole('dialog', { name: 'Match fields' });
  await expect(mapper.getByRole('region', { name: 'Result' })).toContainText('orderNumber');
  await look('the field matching');
  await mapper.getByRole('textbox', { name: 'VAT code' }).click();
  await expect(mapper.getByRole('combobox', { name: 'Translate VAT code with a list' })).toBeVisible();
  await look('the field matching with a row that is translated');
  await mapper.getByRole('textbox', { name: 'Order number' }).fill('$split');
  await expect(mapper.getByRole('group', { name: 'Functions that fit' })).toBeVisible();
  await look('the field matching with functions that fit');
  await mapper.getByRole('button', { name: 'Undo' }).click();
  await mapper.getByRole('button', { name: 'Functions' }).click();
  await expect(
    page.getByRole('dialog', { name: 'Functions' }).getByText('$splitStreet(line [, country])'),
  ).toBeVisible();
  await look('the list of functions');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Functions' })).toBeHidden();
  await mapper.getByRole('textbox', { name: 'Order number' }).fill('number &');
  await expect(mapper.getByRole('region', { name: 'Result' }).getByRole('alert')).toBeVisible();
  await look('the field matching with a formula that cannot be read');
  await mapper.getByRole('button', { name: 'Undo' }).click();
  await mapper.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('complementary', { name: 'Settings' }).getByRole('button', { name: 'Close' }).click();
}

async function throughConnections(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Shops & systems');
  await expect(page.getByRole('link', { name: 'Demo AccountView (Visma)' })).toBeVisible();
  await look('the connections');
  await page.getByRole('link', { name: 'Demo AccountView (Visma)' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo AccountView (Visma)' })).toBeVisible();
  await look('a connection');
  await goTo(page, 'Shops & systems');
  await page.getByRole('link', { name: 'Connect a system' }).click();
  const shop = page.getByRole('link', { name: 'Connect: MijnWebwinkel (MyOnlineStore)' });
  await expect(shop).toBeVisible();
  await look('choosing a system');
  await shop.click();
  await expect(page.getByRole('button', { name: 'Connect and check' })).toBeVisible();
  await look('connecting a system');
  await page.goto('/connections/new?connector=http');
  await page.getByRole('combobox', { name: 'Signing in' }).click();
  await page.getByRole('option', { name: 'OAuth2: a person signs in' }).click();
  await expect(page.getByRole('textbox', { name: 'Address where access is given' })).toBeVisible();
  await look('connecting a system where a person signs in');
  await page.goto('/connections/access?error=access_denied');
  await expect(page.getByRole('alert')).toContainText('access_denied');
  await look('coming back without access');
}

async function throughTranslations(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Translate values');
  await expect(page.getByRole('link', { name: 'AccountView VAT codes' })).toBeVisible();
  await look('the translation lists');
  await page.getByRole('button', { name: 'New list' }).click();
  await expect(page.getByRole('dialog', { name: 'New list' })).toBeVisible();
  await look('a new translation list');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'AccountView VAT codes' }).click();
  await page.getByRole('button', { name: 'Add a line' }).click();
  await page.getByRole('textbox', { name: 'What comes in, line 10' }).fill('NL 21');
  await expect(page.getByText('This value stands there already.')).toBeVisible();
  await look('a translation list with a value twice');
  await page.getByRole('button', { name: 'Add from a CSV file' }).click();
  await expect(page.getByRole('dialog', { name: 'Add from a CSV file' })).toBeVisible();
  await look('bringing a file to a translation list');
  await page.keyboard.press('Escape');
}

async function throughActivity(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Activity');
  await expect(page.getByRole('table', { name: 'Items' })).toBeVisible();
  await look('the activity, item by item');
  await page.getByRole('searchbox').fill('nothing has this number');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await look('the activity, with nothing found');
  await page.getByRole('searchbox').clear();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(page.getByRole('table', { name: 'Runs' })).toBeVisible();
  await look('the activity, run by run');
  await findOrder(page, '20879', 'Needs attention');
  await look('a record that needs attention');
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('dialog', { name: 'Try again' }).getByRole('radio').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'What will happen' }).getByRole('status')).toBeVisible();
  await look('trying a record again, with what will happen');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Run of ' }).click();
  await expect(page.getByRole('table', { name: 'Items' })).toBeVisible();
  await look('a run');
  await findOrder(page, '20871', 'Sent');
  await page.getByRole('tab', { name: 'Answer' }).click();
  await expect(page.getByText('What came back').last()).toBeVisible();
  await look('a record that was sent, and its answer');
  await page.getByRole('button', { name: 'Keep as a test' }).click();
  await expect(page.getByRole('dialog', { name: 'Keep as a test' })).toBeVisible();
  await look('keeping a record as a test');
  await page.keyboard.press('Escape');
}

async function throughDemoShops(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Demo shops');
  await expect(page.getByRole('link', { name: 'AccountView (Visma)' })).toBeVisible();
  await look('the demo shops');
  await goToShop(page, 'AccountView (Visma)');
  await look('a demo shop');
  await page.getByRole('tab', { name: 'What arrived' }).click();
  await page
    .getByRole('button', { name: /SO_HDR|SO1|order/i })
    .first()
    .click();
  await look('a demo shop, and what arrived there');
}
