import type { Json } from '../connector.ts';

/** A list as PostgreSQL writes it, lists within lists included: `{1,NULL,"a \"b\"",{2,3}}`, or `[0:1]={1,2}`. */
export function listFrom(text: string, parse: (item: string) => Json): Json[] {
  const pieces = text.slice(text.indexOf('{')).matchAll(/[{}]|"((?:[^"\\]|\\.)*)"|[^{},"]+/gs);
  const whole: Json[] = [];
  const open: Json[][] = [whole];
  for (const [piece, quoted] of pieces) {
    const inner = open.at(-1) ?? whole;
    if (piece === '{') {
      const list: Json[] = [];
      inner.push(list);
      open.push(list);
    } else if (piece === '}') open.pop();
    else if (quoted !== undefined) inner.push(parse(quoted.replace(/\\(.)/gs, '$1')));
    else inner.push(piece === 'NULL' ? null : parse(piece));
  }
  const [list] = whole;
  return Array.isArray(list) ? list : [];
}
