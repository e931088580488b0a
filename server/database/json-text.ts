import * as z from 'zod';

/** Whatever JSON.parse gives is JSON: checking it field by field would cost more than reading it. */
const parse = (text: string): z.core.util.JSONType => JSON.parse(text);

/** A stored text that holds one JSON value. */
export const Json = z.string().transform(parse);
