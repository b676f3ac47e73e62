import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it went over the wire. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly body: number;
}

export interface Wiretap {
  /** For the browser's proxy setting. */
  readonly address: string;
  readonly heard: Heard[];
  close(): Promise<void>;
}

/**
 * A proxy that hears all a browser sends, from pages and workers alike, and passes on what is for
 * `origins`, which are all of this machine.
 */
export async function wiretap(...origins: readonly string[]): Promise<Wiretap> {
  const heard: Heard[] = [];
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '';
    const entry = { method: incoming.method ?? '', url, body: 0 };
    heard.push(entry);
    const { method, headers } = incoming;
    const passed = origins.some((origin) => url.startsWith(origin))
      ? forward({ ...placeOf(url), method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        })
      : null;
    passed?.on('error', () => outgoing.destroy());
    incoming.on('data', (chunk: Buffer) => {
      entry.body += chunk.length;
      passed?.write(chunk);
    });
    incoming.on('end', () => (passed ? passed.end() : outgoing.writeHead(403).end()));
  });
  server.on('connect', ({ url = '' }, socket) => {
    heard.push({ method: 'CONNECT', url, body: 0 });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Where an address leads: names like `widget.localhost` are known to browsers alone. */
function placeOf(url: string): { host: string; port: string; path: string } {
  const { port, pathname, search } = new URL(url);
  return { host: '127.0.0.1', port, path: pathname + search };
}
