import { expect, goTo, lookAround, test } from './journey.ts';

test('somebody connects a system that Koppel does not know: signs in there, and gets its orders by a form', async ({
  page,
  app,
}) => {
  await lookAround(page);
  const demo = `${app.demoAddress}/http`;

  await test.step('the form asks only what the chosen way of signing in needs', async () => {
    await page.goto('/connections/new?connector=http');
    await expect(page.getByRole('textbox', { name: 'Client ID' })).toBeHidden();
    await page.getByRole('combobox', { name: 'Signing in' }).click();
    await page.getByRole('option', { name: 'OAuth2: a person signs in' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('The other shop');
    await page.getByRole('textbox', { name: 'Address', exact: true }).fill(demo);
    await page.getByRole('textbox', { name: 'Address where access is given' }).fill(`${demo}/code/authorize`);
    await page.getByRole('textbox', { name: 'Address for tokens' }).fill(`${demo}/code/token`);
    await page.getByRole('textbox', { name: 'Client ID' }).fill('sandbox-client');
    await page.getByLabel('Client secret').fill('sandbox-secret');
    await page.getByRole('button', { name: 'Connect and check' }).click();
    await expect(page.getByRole('heading', { name: 'Access still has to be given' })).toBeVisible();
  });

  await test.step('a person gives access there and comes back to a connection that works', async () => {
    await page.getByRole('button', { name: 'Give access' }).click();
    await expect(page.getByRole('heading', { name: 'Access has been given' })).toBeVisible();
    await expect(page.getByText('The key is accepted')).toBeVisible();
    await expect(page.getByText('records from a list')).toBeVisible();
  });

  await test.step('the form of a step is filled from the description of the API', async () => {
    await goTo(page, 'Flows');
    await page.getByRole('link', { name: 'New flow' }).click();
    await page.getByRole('button', { name: 'Start with an empty canvas' }).click();
    await page.getByRole('button', { name: 'Add step: Get', exact: true }).click();
    const settings = page.getByRole('complementary', { name: 'Settings' });
    await settings.getByRole('combobox', { name: 'Shop or system' }).click();
    await page.getByRole('option', { name: 'The other shop' }).click();
    await settings.getByRole('button', { name: 'Fill in from OpenAPI' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fill in from OpenAPI' });
    await dialog.getByRole('textbox', { name: 'Or its text' }).fill(description);
    await dialog.getByRole('button', { name: 'Look what is in it' }).click();
    await dialog.getByRole('combobox', { name: 'What this step should use' }).click();
    await page.getByRole('option', { name: 'GET /shop/by-page/orders' }).click();
    await dialog.getByRole('button', { name: 'Fill in the form' }).click();
    await expect(settings.getByRole('textbox', { name: 'Path of the list' })).toHaveValue('/shop/by-page/orders');
    await expect(settings.getByRole('textbox', { name: 'Field with the number' })).toHaveValue('orderNumber');
  });
});

const orders = { type: 'array', items: { properties: { orderNumber: { type: 'string' } } } };
const description = JSON.stringify({
  openapi: '3.1.0',
  paths: {
    '/shop/by-page/orders': {
      get: {
        parameters: [{ name: 'page', in: 'query' }],
        responses: { '200': { content: { 'application/json': { schema: { properties: { orders } } } } } },
      },
    },
  },
});
