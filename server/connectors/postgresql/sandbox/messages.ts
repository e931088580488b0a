/** One message of a client (PostgreSQL documentation, 54.7). `text` is the statement where there is one. */
type Message = { type: string; text: string; bytes: Buffer };

const sslRequest = 80_877_103;

/** Cuts what a client sends into its messages. */
export class Messages {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  read(chunk: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: Message[] = [];
    for (let one = this.#next(); one; one = this.#next()) messages.push(one);
    return messages;
  }

  #next(): Message | null {
    const head = this.#started ? 1 : 0;
    if (this.#rest.length < head + 4) return null;
    const length = head + this.#rest.readInt32BE(head);
    if (this.#rest.length < length) return null;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    if (this.#started) return typed(bytes);
    if (bytes.readInt32BE(4) === sslRequest) return { type: 'secure', text: '', bytes };
    this.#started = true;
    return { type: 'start', text: '', bytes };
  }
}

function typed(bytes: Buffer): Message {
  const type = String.fromCharCode(bytes[0] ?? 0);
  const texts = bytes.toString('utf8', 5).split('\0');
  const text = type === 'Q' ? texts[0] : type === 'P' ? texts[1] : '';
  return { type, text: text ?? '', bytes };
}

/** The same start with the database's real name in place of the one that it has outside. */
export function startupFor(bytes: Buffer, outside: string, inside: string): Buffer {
  const fields = bytes.toString('utf8', 8).split('\0');
  const named = fields.map((value, at) => (fields[at - 1] === 'database' && value === outside ? inside : value));
  const body = Buffer.from(named.join('\0'));
  const head = Buffer.from(bytes.subarray(0, 8));
  head.writeInt32BE(8 + body.length, 0);
  return Buffer.concat([head, body]);
}

/** An ErrorResponse. */
export function refusal(severity: 'ERROR' | 'FATAL', code: string, sentence: string): Buffer {
  const body = Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${sentence}\0\0`);
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** ReadyForQuery within a failed transaction. */
export const readyAgain = Buffer.from([0x5a, 0, 0, 0, 5, 0x45]);
