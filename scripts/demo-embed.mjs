// npm run demo:embed: a lender's page that holds Oriel's widget, each on a site of its own.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from './headers.mjs';
import { ensureInstalled, root } from './install.mjs';

const pages = join(root, 'demo/lender');
const files = ['index.html', 'lender.css', 'lender.js'];

/**
 * Serves both; of each, a free port where none is given.
 * @param {{ lender?: number, widget?: number }} [ports]
 * @returns {Promise<{ lender: string, widget: string, close: () => Promise<void> }>}
 */
export async function serveDemo({ lender = 0, widget = 0 } = {}) {
  const [{ buildApp }, { serve }] = await Promise.all([import('./build.mjs'), import('./serve.mjs')]);
  const folder = await buildApp();
  let address = '';
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://lender').pathname.slice(1) || 'index.html';
    if (!files.includes(name)) return response.writeHead(404).end();
    const text = await readFile(join(pages, name), 'utf8');
    response.writeHead(200, { 'Content-Type': types[extname(name)] });
    response.end(text.replaceAll('WIDGET', address));
  });
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(lender, '127.0.0.1', resolve);
    })
  );
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  const origin = `http://lender.localhost:${bound}`;
  const oriel = await serve(folder, widget, 'localhost', { hosts: [origin] });
  address = `http://oriel.localhost:${new URL(oriel.url).port}`;
  return {
    lender: `${origin}/`,
    widget: `${address}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await oriel.close();
    },
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  const { lender, widget } = await serveDemo({ lender: 4180, widget: 4181 });
  console.log(`The lender is at ${lender}, and the widget in its page comes from ${widget}`);
}
