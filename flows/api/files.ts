import * as z from 'zod';
import { Id, route, Time } from './route.ts';

const StoredFile = z.object({ id: Id, name: z.string(), bytes: z.number(), at: Time });

const FileName = z.string().trim().min(1).max(200);

export const fileRoutes = {
  listFiles: route({
    method: 'GET',
    path: '/api/files',
    access: 'viewer',
    summary: 'Files that people brought',
    response: z.object({ items: z.array(StoredFile) }),
  }),
  uploadFile: route({
    method: 'POST',
    path: '/api/files',
    access: 'merchant',
    summary: 'Bring a file (CSV, XML, JSON, Excel): as text, or as base64, which may be 16 MB',
    body: z.union([
      z.strictObject({ name: FileName, text: z.string().max(20_000_000) }),
      z.strictObject({ name: FileName, base64: z.base64().max(22_000_000) }),
    ]),
    response: StoredFile,
  }),
};
