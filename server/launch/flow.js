// `npm run flow`: runs a flow from the command line, also in a fresh clone.
import { handOver } from './hand-over.js';
import { install } from './install.js';

install();
handOver('server/flow.ts');
