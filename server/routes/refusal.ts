/** A request that is answered with a problem: the code picks the text in the reader's language. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: { params?: Record<string, string | number>; current?: unknown };

  constructor(
    status: number,
    code: string,
    details: { params?: Record<string, string | number>; current?: unknown } = {},
  ) {
    super(code);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** The same answer whether it never existed or belongs to somebody else. */
export const notFound = () => new Refusal(404, 'not-found');
export const notAllowed = () => new Refusal(403, 'not-allowed');
export const conflict = (code: string, current?: unknown, params?: Record<string, string | number>) =>
  new Refusal(409, code, { current, params });
