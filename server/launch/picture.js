// `npm run picture`: makes the README's picture from the running app.
import { findBrowser } from './browser.js';
import { build } from './build.js';
import { handOver } from './hand-over.js';
import { install } from './install.js';
import { giveUp } from './say.js';

install();
build();
const browser = await findBrowser();
if (browser === null) giveUp('there is no browser to make the picture with. Install Chromium or Google Chrome.');
process.env.KOPPEL_CHROMIUM = browser;
handOver('web/e2e/picture.ts');
