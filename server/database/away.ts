/** PostgreSQL shutting down, starting, or out of connections; and what the operating system says when nobody answers. */
const awayCodes = /^(57P0[1-3]|53300|08...|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE)$/;

/** Whether an error means that the database is away for the moment, and not that a query was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && awayCodes.test(at.code)) return true;
    if (/^(Connection terminated|timeout exceeded when trying to connect)/.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
  }
  return false;
}
