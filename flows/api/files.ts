import * as z from 'zod';
import { Id, route, Time } from './route.ts';

const StoredFile = z.object({ id: Id, name: z.string(), bytes: z.number(), at: Time });

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
    summary: 'Bring a text file (CSV); at most 20 MB',
    body: z.object({ name: z.string().trim().min(1).max(200), text: z.string().max(20_000_000) }),
    response: StoredFile,
  }),
};
