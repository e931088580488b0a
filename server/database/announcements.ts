import pg from 'pg';

const reconnectMilliseconds = 1000;

/** Hears what `announce` (runs.ts) tells, on a connection of its own that is made again when it breaks. */
export function hearAnnouncements(url: string, onRun: (organizationId: string, runId: string) => void) {
  let client: pg.Client | undefined;
  let closed = false;

  const connect = async () => {
    if (closed) return;
    const next = new pg.Client({ connectionString: url });
    client = next;
    next.on('notification', ({ payload = '' }) => {
      const [organizationId, runId] = payload.split(' ');
      if (organizationId && runId) onRun(organizationId, runId);
    });
    next.on('error', () => undefined);
    next.on('end', () => void (closed || setTimeout(() => void connect(), reconnectMilliseconds)));
    await next
      .connect()
      .then(() => next.query('listen koppel_runs'))
      .catch(() => next.end());
  };

  return {
    /** The first attempt to listen is over. */
    listening: connect(),
    async close() {
      closed = true;
      await client?.end();
    },
  };
}
