const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/** JSON text with line breaks and indents, token by token, so that long numbers stay as they came. Other text as it is. */
export function prettyBody(body: string): string {
  if (!/^\s*[[{]/.test(body) || !isJson(body)) return body;
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  for (const [token] of body.matchAll(tokens)) {
    const opened = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (closes ? !opened : opened || before === ',') parts.push(newLine(depth));
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return parts.join('');
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
