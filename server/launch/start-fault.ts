/**
 * A reason why Koppel cannot start: one sentence that says what is wrong and what to do. `main.ts` prints the message
 * without a stack trace and exits with code 1.
 */
export class StartFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartFault';
  }
}
