import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { LiveEvent } from '#flows/api.ts';

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/**
 * Opens the one stream of live updates of this page and hands every event to those who listen. The browser opens it
 * again by itself when it breaks; what was missed meanwhile is read anew. The shell calls this once.
 */
export function useLiveStream() {
  const client = useQueryClient();
  useEffect(() => {
    const stream = new EventSource('/api/events');
    let broken = false;
    stream.onmessage = (message: MessageEvent<string>) => {
      const event = LiveEvent.parse(JSON.parse(message.data));
      for (const listener of listeners) listener(event);
    };
    stream.onerror = () => {
      broken = true;
    };
    stream.onopen = () => {
      if (broken) void client.invalidateQueries();
      broken = false;
    };
    return () => stream.close();
  }, [client]);
}

/** Calls `listener` with every live event while the component is on screen. */
export function useLiveEvent(listener: Listener) {
  const hear = useEffectEvent(listener);
  useEffect(() => {
    const own: Listener = (event) => hear(event);
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }, []);
}
