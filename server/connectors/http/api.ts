import { type ApiDescription, defineApi } from '../kit/api.ts';
import { type Auth, basic, bearer, chosenAuth, headerKeys, noAuth } from '../kit/auth.ts';
import { authorizationCode, clientCredentials } from '../kit/oauth.ts';
import type { RefusalLine } from '../kit/refusals.ts';
import type { Settings } from './settings.ts';

const door = {
  url: ({ tokenUrl }: Settings) => tokenUrl,
  clientId: ({ clientId }: Settings) => clientId,
  clientSecret: ({ clientSecret }: Settings) => clientSecret,
  scope: ({ scope }: Settings) => scope,
  problem: 'http.key-refused',
};

const credentials = {
  basic: clientCredentials<Settings>({ ...door, as: 'basic' }),
  form: clientCredentials<Settings>({ ...door, as: 'form' }),
  json: clientCredentials<Settings>({ ...door, as: 'json' }),
};
const authorizeUrl = (settings: Settings) => settings.authorizeUrl;
const codes = {
  basic: authorizationCode<Settings>({ ...door, as: 'basic', authorizeUrl }),
  form: authorizationCode<Settings>({ ...door, as: 'form', authorizeUrl }),
  json: authorizationCode<Settings>({ ...door, as: 'json', authorizeUrl }),
};

const ways: Record<Settings['auth'], (settings: Settings) => Auth<Settings>> = {
  none: () => noAuth,
  bearer: () => bearer(({ key }) => key),
  header: () => headerKeys(({ headerName, key }) => ({ [headerName]: key })),
  basic: () =>
    basic(
      ({ userName }) => userName,
      ({ password }) => password,
    ),
  'client-credentials': ({ tokenAs }) => credentials[tokenAs],
  code: ({ tokenAs }) => codes[tokenAs].auth,
};

/** What a person does first where the connection signs in by a code; the door's way is chosen by the settings too. */
export const grant: (typeof codes)['form']['grant'] = {
  isNeeded: ({ auth }) => auth === 'code',
  address: (context, asked) => codes[context.settings.tokenAs].grant.address(context, asked),
  redeem: (context, given) => codes[context.settings.tokenAs].grant.redeem(context, given),
};

const table: readonly RefusalLine[] = [
  { status: [401, 403], means: 'lost', problem: 'http.key-refused', params: ({ status }) => ({ status }) },
  { status: [408, 423, 425, 429], means: 'later', problem: 'system.later' },
  {
    means: 'attention',
    problem: 'http.refused',
    params: ({ status, excerpt }) => ({ status, answer: excerpt }),
  },
];

const description: ApiDescription<Settings> = {
  base: ({ address }) => address,
  auth: chosenAuth((settings) => ways[settings.auth](settings)),
  headers: ({ headers }) => headersIn(headers),
  refusals: { table },
};

/** Any API that speaks by status. */
export const api = defineApi(description);

/** GraphQL and JSON-RPC say no with a good status and `errors` or `error` in the body (their specifications). */
export const callApi = defineApi<Settings>({
  ...description,
  refusals: {
    table,
    despiteStatus: (body, status) =>
      status < 300 &&
      typeof body === 'object' &&
      body !== null &&
      !Array.isArray(body) &&
      Boolean(body.errors ?? body.error),
  },
});

/** A SOAP fault comes with status 500 (SOAP 1.1, 6.2) or 200, and is the system's own refusal. */
export const xmlApi = defineApi<Settings>({
  ...description,
  refusals: { table, despiteStatus: (_body, _status, text) => /<(?:[\w-]+:)?Fault[\s>]/.test(text) },
});

/** `Name: value`, one a line; a line that is none is left out. */
export const headersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((row) => {
      const [, name, value] = /^\s*([\w-]+)\s*:\s*(\S.*?)\s*$/.exec(row) ?? [];
      return name && value ? [[name.toLowerCase(), value]] : [];
    }),
  );
