import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Tells the page around when the whole page, in a frame, has an explanation or failed. */
const TELL = `
  const root = document.documentElement;
  const look = () => {
    const { orielState: state } = root.dataset;
    if (state !== 'done' && state !== 'error') return;
    watching.disconnect();
    parent.postMessage(state, '*');
  };
  const watching = new MutationObserver(look);
  watching.observe(root, { attributes: true });
  look();`;

/** Passes on what a server answers, and counts bytes as they are sent. */
export async function passOn(upstream: string) {
  let bytes = 0;
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(upstream);
    const { method, url: path = '/', headers } = incoming;
    if (path === '/tell.js') {
      outgoing.writeHead(200, { 'Content-Type': 'text/javascript', 'Cross-Origin-Resource-Policy': 'cross-origin' });
      outgoing.end(TELL);
      return;
    }
    // The whole page knows of no page around it: a script is put in that tells it.
    const isPage = path === '/' || path.startsWith('/?');
    const asked = isPage ? { ...headers, 'accept-encoding': 'identity' } : headers;
    incoming.pipe(
      request({ hostname, port, method, path, headers: asked }, (answer) => {
        const { 'content-length': _, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, isPage ? rest : answer.headers);
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        if (isPage) answer.on('end', () => outgoing.end('<script type="module" src="./tell.js"></script>'));
        answer.pipe(outgoing, { end: !isPage });
      }),
    );
  });
  const port = await listening(server);
  return {
    site: `http://widget.localhost:${port}`,
    bytes: () => bytes,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Something that a host's page has noted. */
export interface Mark {
  readonly type: string;
  /** Milliseconds since the page's beginning. */
  readonly at: number;
  readonly text: string;
}

/** A host with one page, which tells its server by addresses: `mark(type, text)`. */
export async function serveHost(body: () => string, hear: (mark: Mark) => void) {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://host.localhost');
    const found = (name: string): string => searchParams.get(name) ?? '';
    if (pathname === '/mark') hear({ type: found('type'), at: Number(found('at')), text: found('text') });
    response.writeHead(pathname === '/' ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8' });
    if (pathname !== '/') return response.end();
    return response.end(`<!doctype html><title>A host</title><script>
      const mark = (type, text = '') => fetch('/mark?' + new URLSearchParams({ type, at: performance.now(), text }));
      for (const type of ['resize', 'explanation', 'error'])
        document.addEventListener(type, ({ target, detail }) => target.localName && mark(type, detail?.text), true);
      addEventListener('message', ({ data }) => {
        if (data === 'done' || data === 'error') mark(data === 'done' ? 'explanation' : data);
      });
    </script>${body()}`);
  });
  const port = await listening(server);
  return {
    host: `http://host.localhost:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
