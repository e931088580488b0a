// `npm start`: plain JavaScript that runs on any Node from 20 on, before anything is installed.
import { build } from './build.js';
import { handOver } from './hand-over.js';
import { install } from './install.js';

install();
build();
handOver('server/main.ts');
