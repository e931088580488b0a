import { defineConnector } from '../define.ts';
import { fileSandbox } from '../files/sandbox/index.ts';
import { folderSource } from '../files/source.ts';
import { fileTarget } from '../files/target.ts';
import { check } from './check.ts';
import { outbox, place } from './place.ts';
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
  sources: { records: folderSource(place, factsFrom) },
  targets: { files: fileTarget(outbox, factsFrom) },
  sandbox: fileSandbox(ftp),
});
