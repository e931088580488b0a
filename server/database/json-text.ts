import * as z from 'zod';

/** A stored text that holds one JSON value. */
export const Json = z.string().transform((text) => z.json().parse(JSON.parse(text)));
