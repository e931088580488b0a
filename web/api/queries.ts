import { type UseQueryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RouteName } from '#flows/api.ts';
import { type ApiError, call, type RouteAnswer, type RouteInput } from './client.ts';

/** Reads one route and keeps it fresh; the key is the route's name and input. */
export function useRoute<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  options?: Omit<UseQueryOptions<RouteAnswer<N>, ApiError>, 'queryKey' | 'queryFn'>,
) {
  return useQuery<RouteAnswer<N>, ApiError>({ queryKey: [name, input], queryFn: () => call(name, input), ...options });
}

/** Calls a route that changes something and then re-reads the named routes. */
export function useDeed<N extends RouteName>(name: N, rereads: RouteName[] = []) {
  const client = useQueryClient();
  return useMutation<RouteAnswer<N>, ApiError, RouteInput<N>>({
    mutationFn: (input) => call(name, input),
    onSuccess: () => Promise.all(rereads.map((route) => client.invalidateQueries({ queryKey: [route] }))),
  });
}
