import type { FastifyError, FastifyInstance } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ProblemDetails } from '#flows/api/route.ts';
import { isDatabaseAway } from '#server/database/away.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { Refusal } from './refusal.ts';

/** Turns every error into problem details (RFC 9457). Faults of the program are logged and never described. */
export function answerErrors(app: FastifyInstance) {
  app.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    const problem = detailsOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'a request failed');
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('application/problem+json').send(details(404, 'not-found')),
  );
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

function details(status: number, code: string, more: Partial<ProblemDetails> = {}): ProblemDetails {
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, code, ...more };
}

function detailsOf(error: FastifyError | Error): ProblemDetails {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({
      path: issue.instancePath.slice(1).replaceAll('/', '.'),
      message: issue.message ?? '',
    }));
    return details(400, 'invalid-input', { issues });
  }
  if (error instanceof Refusal) return details(error.status, error.code, error.details);
  if (error instanceof PermanentError)
    return details(error.problem.code === 'not-found' ? 404 : 409, error.problem.code, {
      params: error.problem.params,
    });
  if (error instanceof TemporaryError || error instanceof ConnectionLostError)
    return details(503, error.problem.code, { params: error.problem.params });
  if (isDatabaseAway(error)) return details(503, 'busy');
  return fromFramework(error);
}

const frameworkCodes: Record<number, string> = {
  400: 'invalid-input',
  404: 'not-found',
  413: 'too-large',
  415: 'invalid-input',
  429: 'too-many-requests',
};

function fromFramework(error: FastifyError | Error): ProblemDetails {
  const status = 'statusCode' in error && error.statusCode !== undefined ? error.statusCode : 500;
  const code = frameworkCodes[status];
  return code ? details(status, code) : details(500, 'internal');
}
