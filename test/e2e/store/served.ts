import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Serves a page with the store at hand, `/` in a window and `/host` in a sandboxed frame, on a port
 * of its own.
 */
export async function serveStore(): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'oriel-store-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['es'], fileName: () => 'page.js' },
      outDir: folder,
    },
  });
  const script = await readFile(join(folder, 'page.js'));
  await rm(folder, { recursive: true });
  const pages: Readonly<Record<string, string>> = {
    '/': '<!doctype html><title>store</title><script type="module" src="/page.js"></script>',
    '/host': '<!doctype html><title>host</title><iframe name="inner" sandbox="allow-scripts" src="/"></iframe>',
  };
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (url === '/page.js') response.setHeader('Content-Type', 'text/javascript').end(script);
    else if (url in pages) response.setHeader('Content-Type', 'text/html').end(pages[url]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
