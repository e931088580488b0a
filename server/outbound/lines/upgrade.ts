import type { Socket } from 'node:net';

const longestAnswer = 8_000;

/** Asks a web server for the line behind an address (RFC 9110, 7.8); the socket is the line from then on. */
export function upgraded(socket: Socket, url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const fail = () => {
      socket.destroy();
      reject(new Error('the line was not opened'));
    };
    const listen = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf('\r\n\r\n');
      if (end < 0) return read.length > longestAnswer ? fail() : undefined;
      socket.off('data', listen).off('close', fail).pause();
      if (!/^HTTP\/1\.1 101 /.test(read.toString('latin1'))) return fail();
      socket.unshift(read.subarray(end + 4));
      resolve(socket);
    };
    socket.on('data', listen).on('close', fail);
    socket.write(
      `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: koppel-line\r\n\r\n`,
    );
  });
}
