import type { FastifyReply } from 'fastify';

/** Older routes answer a fault with a code and a message, newer ones with problem+json; both are documented. */
export const oldError = (code: number, message: string) => ({ code, message, description: '' });

export const problem = (errors: Record<string, string>) => ({
  type: 'https://www.rfc-editor.org/rfc/rfc4918#section-11.2',
  title: 'Invalid Request',
  detail: 'Invalid data provided.',
  status: 422,
  errors,
});

export const invalid = (reply: FastifyReply, errors: Record<string, string>) =>
  reply.code(422).type('application/problem+json').send(problem(errors));

export const missing = (reply: FastifyReply, what: string) => reply.code(404).send(oldError(404, `${what} not found`));
