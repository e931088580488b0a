import { existsSync } from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import staticFiles from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { AtOnce } from './jobs/at-once.ts';
import type { LiveEvents } from './live-events.ts';
import { answerErrors } from './routes/answer-errors.ts';
import { addEventRoute } from './routes/events.ts';
import { guardRoutes } from './routes/guard.ts';
import { addHookRoute } from './routes/hooks.ts';
import { addRoutes } from './routes/index.ts';
import type { Services } from './services.ts';

/** Room for an uploaded file of 20 MB in its JSON dress. */
const bodyLimit = 24_000_000;
const webFolder = path.join(import.meta.dirname, '..', 'web', 'dist');

/** The web server without a port: API, API document, and the web app's files. */
export async function buildApp(services: Services, live: LiveEvents, atOnce: AtOnce): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: services.log,
    bodyLimit,
    forceCloseConnections: true,
  });
  const secure = services.config.publicUrl?.startsWith('https:') ?? false;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Another site's form can send plain text without asking first.
  app.removeContentTypeParser('text/plain');
  answerErrors(app);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
    hsts: secure,
  });
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  guardRoutes(app, services, secure);
  await addApiDocument(app);
  addRoutes(app, services, atOnce);
  addHookRoute(app, services, atOnce);
  addEventRoute(app, live);
  await addWebApp(app);
  return app;
}

const contentPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // Mantine and React Flow set styles on elements.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  objectSrc: ["'none'"],
};

async function addApiDocument(app: FastifyInstance) {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Koppel', version: '1' } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await docs.register(swaggerUi, { routePrefix: '/api/docs' });
  });
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger());
}

/** The built web app; every address that is no file and no API is a page of it. */
async function addWebApp(app: FastifyInstance) {
  if (!existsSync(path.join(webFolder, 'index.html'))) return;
  await app.register(async (web) => {
    web.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await web.register(staticFiles, { root: webFolder, wildcard: false, immutable: true, maxAge: '30d', index: false });
    web.get('/*', { schema: { hide: true } }, (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound();
      return reply.header('cache-control', 'no-cache').sendFile('index.html', { maxAge: 0, immutable: false });
    });
  });
}
