/** The kinds of node. Adding one here does not compile until it has a kind (flows/kinds) and a runner (server/engine). */
export const kindIds = ['source', 'datamapper', 'filter', 'lookup', 'target'] as const;
export type KindId = (typeof kindIds)[number];
