import { defineConnector } from '../define.ts';
import { check } from './check.ts';
import { json } from './json.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * Any web address that takes JSON. Nothing is known of the other side but what HTTP promises (RFC 9110), so a lost
 * answer cannot be looked up: such a record waits for a person.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check,
  sources: {},
  targets: { json },
  sandbox,
});
