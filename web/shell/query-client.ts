import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '#web/api/client.ts';

/** When the server says that nobody is signed in, the shell hears it by asking who is. */
function hearSignedOut(error: unknown) {
  if (error instanceof ApiError && error.details.status === 401)
    void queryClient.invalidateQueries({ queryKey: ['welcome'] });
}

/** What may pass by itself is asked twice more; a refusal is not. */
function worthAsking(times: number, error: Error) {
  const status = error instanceof ApiError ? error.details.status : null;
  return status !== null && (status === 0 || status >= 500) && times < 2;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: hearSignedOut }),
  defaultOptions: { queries: { retry: worthAsking, staleTime: 2_000 }, mutations: { onError: hearSignedOut } },
});
