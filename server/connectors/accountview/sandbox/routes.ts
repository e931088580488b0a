import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { addTokenRoute, companyId, guard } from './access.ts';
import { businessObject, type Query, read } from './reading.ts';
import { errorBody, Refusal } from './refusal.ts';
import { columnsOf, type World } from './world.ts';
import { write } from './writing.ts';

export function addRoutes(root: FastifyInstance, world: () => World, clock: () => Date): void {
  addTokenRoute(root, world, clock);
  root.register(async (app) => {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refusal)) throw error;
      return reply.code(error.status).send(errorBody(error.message));
    });
    guard(app, world, clock);
    app.get('/companies', async () => [{ Id: companyId, Description: 'Demo B.V.', Code: 'DEMO' }]);
    // Paths are written in both ways by clients; the vendor is loose about case.
    for (const path of ['/accountviewdata', '/AccountViewData']) {
      app.get(path, async ({ query }) => read(world(), looseQuery(query), clock().getUTCFullYear()));
      app.post(path, async ({ body }) => write(world(), 'POST', body, clock()));
      app.put(path, async ({ body }) => write(world(), 'PUT', body, clock()));
    }
    app.get('/accountviewfields', async ({ query }) => fieldsOf(looseQuery(query).businessobject));
    app.get('/accountviewsystembusinessobjects', async () =>
      ['AR1', 'AK1', 'AG1', 'SO1', 'DJ2', 'VA1'].map((Code) => ({
        ...{ Code, Description: Code, InsertAllowed: ['AR1', 'SO1', 'DJ2'].includes(Code) },
        ...{ UpdateAllowed: Code === 'AR1', DeleteAllowed: false },
      })),
    );
  });
}

const looseQuery = (query: unknown): Query =>
  Object.fromEntries(
    Object.entries(z.record(z.string(), z.string()).parse(query)).map(([name, value]) => [name.toLowerCase(), value]),
  );

/** The data dictionary of a business object's tables. */
function fieldsOf(code: string | undefined) {
  const { master, detail } = businessObject(code);
  const tables = detail ? [master, detail] : [master];
  const columns = tables.flatMap((table) => columnsOf(table).map((column) => ({ table, ...column })));
  return {
    DCT_FLD: columns.map(({ table, name, type, length, mandatory, upper }, at) => ({
      ...{ DCT_FLD_Id: at, DBF_NAME: table, FIELD_NAME: name, FIELD_TYPE: type, FIELD_LEN: length },
      ...{ INP_MAND: mandatory, FLD_FMT: upper ? '!' : '' },
    })),
  };
}
