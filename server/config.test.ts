import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, settingNames } from './config.ts';

function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no complaint';
}

describe('settings', () => {
  test('nothing needs to be set: the demo on this machine alone, with the embedded database', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ port: 4700, host: '127.0.0.1', databaseUrl: null, demo: true, role: 'all' });
    expect(config.dataFolder).toBe(path.resolve('.koppel'));
    expect(config.sandboxPort).toBe(4701);
  });

  test('an empty value means "not set"', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', KOPPEL_SECRET_KEY: '', KOPPEL_DEMO: '' })).toEqual(readConfig({}));
  });

  test('the demo database is never the own one, however it is written', () => {
    const own = 'postgres://koppel:secret@db.example/koppel';
    const demo = (address: string) => complaint({ DATABASE_URL: own, KOPPEL_SANDBOX_DATABASE_URL: address });
    expect(demo('postgresql://demo:other@db.example:5432/koppel')).toContain(
      'must not be the database of DATABASE_URL',
    );
    expect(demo('postgres://demo:other@db.example/demo')).toBe('no complaint');
  });

  test('everything wrong is named at once', () => {
    const said = complaint({
      PORT: 'many',
      DATABASE_URL: 'mysql://db.example/shop',
      KOPPEL_DEMO: 'perhaps',
      KOPPEL_ROLE: 'boss',
      KOPPEL_SECRET_KEY: 'short',
      KOPPEL_PUBLIC_URL: 'koppel.example',
    });
    expect(said).toContain('- PORT must be a port number between 1 and 65535.');
    expect(said).toContain('- DATABASE_URL must be an address that starts with postgres://.');
    expect(said).toContain('- KOPPEL_DEMO must be 1 or 0.');
    expect(said).toContain('- KOPPEL_ROLE must be all, web, worker or sandbox.');
    expect(said).toContain('- KOPPEL_SECRET_KEY must be 32 random bytes');
    expect(said).toContain('- KOPPEL_PUBLIC_URL must be a web address');
  });

  test('a port outside the range is refused in the same words', () => {
    expect(complaint({ PORT: '70000' })).toContain('- PORT must be a port number between 1 and 65535.');
    expect(complaint({ PORT: '0' })).toContain('- PORT must be a port number between 1 and 65535.');
  });

  test('a wrong secret key is never repeated', () => {
    expect(complaint({ KOPPEL_SECRET_KEY: 'hunter2' })).not.toContain('hunter2');
  });

  test('the secret key may be base64 or hex', () => {
    const key = Buffer.alloc(32, 7);
    expect(readConfig({ KOPPEL_SECRET_KEY: key.toString('base64') }).secretKey).toEqual(key);
    expect(readConfig({ KOPPEL_SECRET_KEY: key.toString('hex') }).secretKey).toEqual(key);
  });

  test('the demo is open to other machines only when somebody says so', () => {
    expect(complaint({ HOST: '0.0.0.0' })).toContain('Set KOPPEL_DEMO=0');
    expect(readConfig({ HOST: '0.0.0.0', KOPPEL_DEMO: '1' }).demo).toBe(true);
    expect(readConfig({ HOST: '0.0.0.0', KOPPEL_DEMO: '0' }).demo).toBe(false);
    expect(readConfig({ HOST: 'localhost' }).demo).toBe(true);
    expect(complaint({ HOST: '127.example' })).toContain('Set KOPPEL_DEMO=0');
  });

  test('the demo shops have a port of their own', () => {
    expect(complaint({ PORT: '4800', KOPPEL_SANDBOX_PORT: '4800' })).toContain('must differ from PORT');
    expect(complaint({ PORT: '65535' })).toContain('leaves no port');
    expect(readConfig({ PORT: '65535', KOPPEL_SANDBOX_PORT: '4800' }).sandboxPort).toBe(4800);
  });

  test('a list of private systems is read without its blanks', () => {
    expect(readConfig({ KOPPEL_ALLOW_PRIVATE: 'erp.local, 10.0.0.5:8080,' }).allowPrivate).toEqual([
      'erp.local',
      '10.0.0.5:8080',
    ]);
  });

  test('.env.example explains every setting and no other', () => {
    const example = readFileSync(path.join(import.meta.dirname, '../.env.example'), 'utf8');
    const explained = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual([...settingNames].sort());
  });

  test('the defaults that .env.example shows are the ones in force', () => {
    const example = readFileSync(path.join(import.meta.dirname, '../.env.example'), 'utf8');
    const shown = Object.fromEntries(
      [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    const named = ['PORT', 'HOST', 'KOPPEL_DATA_DIR', 'KOPPEL_DEMO', 'KOPPEL_ROLE', 'KOPPEL_SANDBOX_PORT'];
    const settings = Object.fromEntries(named.map((name) => [name, shown[name]]));
    expect(readConfig(settings)).toEqual(readConfig({}));
  });
});
