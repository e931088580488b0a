import { defineConnector } from '../define.ts';
import { grant } from './api.ts';
import { envelope, rpc } from './calls.ts';
import { check } from './check.ts';
import { file } from './file.ts';
import { get } from './get.ts';
import { graphqlList, mutation } from './graphql.ts';
import { json } from './json.ts';
import { suggest } from './openapi.ts';
import { change, create } from './places.ts';
import problems from './problems.json' with { type: 'json' };
import { records } from './records.ts';
import { sandbox } from './sandbox.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * Any API over HTTP, described in forms. Nothing is known of the other side but what HTTP promises (RFC 9110): where no
 * look-up is described, a lost answer cannot be settled and such a record waits for a person.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address, tokenUrl }) => [address, tokenUrl].filter(Boolean).map((url) => new URL(url).host),
  check,
  grant,
  suggest,
  sources: { records, graphql: graphqlList, file },
  lookups: { get },
  targets: { json, create, change, mutation, rpc, envelope },
  sandbox,
});
