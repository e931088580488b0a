import { useRoute } from '#web/api/queries.ts';

/** A demo shop changes by itself when a flow writes to it, so its page looks again every two seconds. */
const refetchInterval = 2_000;

export function useSandboxes() {
  return useRoute('listSandboxes', {}, { refetchInterval });
}

export function useReceived(name: string) {
  return useRoute('listReceived', { params: { name } }, { refetchInterval });
}
