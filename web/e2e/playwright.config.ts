import path from 'node:path';
import { defineConfig } from 'playwright/test';

/** KOPPEL_CHROMIUM names the browser and KOPPEL_E2E_ADDRESS, set by the global setup, the running app. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.journey.ts',
  outputDir: path.join(import.meta.dirname, '../../test-results'),
  globalSetup: './start-app.ts',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env.KOPPEL_E2E_ADDRESS,
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.KOPPEL_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
