import { defineConnector } from '../define.ts';
import { checkOf } from '../kit/check.ts';
import { mails } from './mails.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox/index.ts';
import { withSession } from './session.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ host, port }) => [`${host}:${port}`],
  check: checkOf<Settings>([
    {
      id: 'sign-in',
      title: words.signIn,
      run: (context) =>
        withSession(context, { effect: 'read', said: 'EHLO, AUTH' }, async () => ({ value: undefined, answer: '' })),
    },
  ]),
  sources: {},
  targets: { mails },
  sandbox,
});
