/** What a database says to one client, in pieces as they come, without its notifications (`A`); each message: a letter, a length, content. */
export function withoutNotifications(): (chunk: Buffer) => Buffer {
  let left: Buffer = Buffer.alloc(0);
  return (chunk) => {
    left = Buffer.concat([left, chunk]);
    const kept: Buffer[] = [];
    while (left.length >= 5) {
      const end = 1 + left.readInt32BE(1);
      if (left.length < end) break;
      if (left[0] !== 'A'.charCodeAt(0)) kept.push(left.subarray(0, end));
      left = left.subarray(end);
    }
    return Buffer.concat(kept);
  };
}
