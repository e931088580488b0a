import type { Json } from '#server/connectors/connector.ts';

/** One of the errors in a list; the status is a text, and `pointer` says which field of what was sent. */
export const fault = (status: number, code: string, detail: string, pointer?: string): Json => ({
  ...{ code, status: String(status), title: titles[status] ?? 'Bad Request', detail },
  ...(pointer !== undefined && { source: { pointer } }),
});

const titles: Record<number, string> = {
  ...{ 401: 'The resource owner or authorization server denied the request.', 403: 'Forbidden', 404: 'Not Found' },
  ...{ 429: 'Too Many Requests', 500: 'Internal Server Error' },
};

export const faults = (...errors: Json[]): Json => ({ errors });

const codes: Record<number, string> = {
  ...{ 401: '9', 403: 'FRAMEWORK__MISSING_PRIVILEGE_ERROR', 404: 'FRAMEWORK__RESOURCE_NOT_FOUND' },
  ...{ 429: 'FRAMEWORK__RATE_LIMIT_EXCEEDED' },
};
export const problem = (status: number, message: string): Json =>
  faults(fault(status, codes[status] ?? '0', status === 401 ? 'Access token could not be verified' : message));

/** The code of a field that is wrong is an id of the validator's (documented). */
export const blank = 'c1051bb4-d103-4f74-8988-acbcafc7fdc3';
