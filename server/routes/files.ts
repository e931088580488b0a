import { listFiles, storeFile } from '#server/connections/files.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

export function fileHandlers(services: Services): Handlers<'listFiles' | 'uploadFile'> {
  return {
    listFiles: async ({ who }) => {
      const rows = await listFiles(services, who.organization.id);
      return { items: rows.map(({ createdAt, ...file }) => ({ ...file, at: createdAt.toISOString() })) };
    },
    uploadFile: async ({ who, body }) => {
      const { id, name, bytes, createdAt } = await storeFile(services, who.organization.id, {
        name: body.name,
        content: 'text' in body ? Buffer.from(body.text) : Buffer.from(body.base64, 'base64'),
      });
      return { id, name, bytes, at: createdAt.toISOString() };
    },
  };
}
