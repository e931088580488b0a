/** A refusal in the vendor's own form. It comes with an error status, or with 200 like a success. */
export class Refusal extends Error {
  readonly status: number;

  constructor(message: string, status: 200 | 400 = 400) {
    super(message);
    this.status = status;
  }
}

export const errorBody = (ErrorMessage: string) => ({
  ErrorType: 'AccountViewError',
  ErrorNumbers: null,
  ErrorMessage,
});
