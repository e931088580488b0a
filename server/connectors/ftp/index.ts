import * as z from 'zod';
import { defineConnector, defineSource } from '../define.ts';
import { folderShape, readingShape } from '../files/options.ts';
import { readOne, readPage } from '../files/reading.ts';
import samples from '../files/samples.json' with { type: 'json' };
import { fileSandbox } from '../files/sandbox/index.ts';
import { fileTarget } from '../files/target.ts';
import fileWords from '../files/words.json' with { type: 'json' };
import { check } from './check.ts';
import { outbox, place, type SourceOptions } from './place.ts';
import problems from './problems.json' with { type: 'json' };
import { ftp } from './server.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const factsFrom = 'FTP (RFC 959, 2428, 3659, 4217)';

/** Files on an FTP server, with explicit TLS where it has it. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ host, port }) => [`${host}:${port}`],
  check,
  // Many servers take a handful of lines from one account (assumed).
  budget: { confidence: 'assumed', concurrent: 4 },
  sources: {
    records: defineSource<Settings, SourceOptions>({
      title: fileWords.records,
      confidence: 'documented',
      factsFrom,
      options: z.object({ ...folderShape, ...readingShape }),
      samples,
      exampleOptions: { folder: '/export', pattern: '*.csv', settleSeconds: 0, numberColumns: 'stock, price' },
      read: (context, options, cursor) => readPage(place, context, options, cursor),
      readOne: (context, options, key) => readOne(place, context, options, key),
    }),
  },
  targets: { files: fileTarget(outbox, factsFrom) },
  sandbox: fileSandbox(ftp),
});
