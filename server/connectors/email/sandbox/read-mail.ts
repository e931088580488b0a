type Part = { headers: Map<string, string>; body: string };

/** What a person sees of a message (RFC 5322, 2045, 2047): as much of it as mail programs make today. */
export function readMail(raw: string): { id: string; subject: string; text: string } {
  const whole = partOf(raw);
  return {
    id: whole.headers.get('message-id') ?? '',
    subject: words(whole.headers.get('subject') ?? ''),
    text: textOf(whole).trim(),
  };
}

function partOf(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { headers, body: raw.slice(end + 4) };
}

/** The plain text where there is one, else what stands between the tags. */
function textOf({ headers, body }: Part): string {
  const type = headers.get('content-type') ?? 'text/plain';
  const [, boundary] = /boundary="?([^";]+)"?/.exec(type) ?? [];
  if (boundary) {
    const parts = body
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => partOf(part.replace(/^\r\n/, '')));
    const plain = parts.find((part) => part.headers.get('content-type')?.startsWith('text/plain')) ?? parts[0];
    return plain ? textOf(plain) : '';
  }
  const text = decoded(body, headers.get('content-transfer-encoding') ?? '7bit');
  return type.startsWith('text/html') ? text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') : text;
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : body;
}

const quoted = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

/** Encoded words of a header: `=?UTF-8?Q?Caf=C3=A9?=`. */
const words = (header: string) =>
  header
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quoted(text.replace(/_/g, ' ')),
    );
