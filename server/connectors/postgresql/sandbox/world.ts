import type { Json } from '#server/connectors/connector.ts';

type Cells = Record<string, string | number | null>;

export type World = {
  size: number;
  /** Whether the tables have been made; a fresh world asks for fresh ones. */
  built: boolean;
  added: number;
  toDo: { statement: string; values: (string | number | boolean)[] }[];
  /** As last seen. */
  products: Cells[];
  orders: Cells[];
  received: { at: string; what: string; id: string; body: Json }[];
};
