// A static server on node:http, with the headers of headers.mjs. Where a file has compressed copies
// (scripts/compress.mjs), it sends the smallest that the client takes.

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { NAME, requireConfig } from './config.mjs';
import { caching, hashedName, headersAt, headersFor, types } from './headers.mjs';

/** @typedef {{ file: string, size: number, tag: string, changed: number }} Found */

/**
 * The file behind an address; null where it is outside the folder, hidden or absent.
 * @param {string} folder real path @param {string} pathname as sent, still encoded
 * @returns {Promise<Found | null>}
 */
async function locate(folder, pathname) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  if (path.endsWith('/')) path += 'index.html';
  try {
    const file = await realpath(join(folder, path));
    if (!file.startsWith(folder + sep)) return null;
    const facts = await stat(file);
    const { size, mtimeMs: changed } = facts;
    return facts.isFile()
      ? { file, size, changed, tag: `"${size.toString(36)}-${Math.trunc(changed).toString(36)}"` }
      : null;
  } catch {
    return null;
  }
}

/** What a client may be sent instead of the file, the smallest first, and the copies' endings. */
const codings = /** @type {const} */ ([
  ['br', '.br'],
  ['gzip', '.gz'],
]);

/**
 * Whether a client takes a coding, by its Accept-Encoding. Without a word about it, only where it
 * takes any.
 * @param {string} accepted @param {string} coding
 */
function takes(accepted, coding) {
  /** @type {Record<string, number>} */
  const weights = {};
  for (const part of accepted.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => /^q\s*=/.test(text))?.replace(/^q\s*=\s*/, '');
    weights[name] = weight === undefined ? 1 : Number(weight);
  }
  // The older name of a coding means the same.
  return (weights[coding] ?? weights[`x-${coding}`] ?? weights['*'] ?? 0) > 0;
}

/**
 * The compressed copy to send in place of a file, or the file itself. A copy older than the file is
 * not one of it.
 * @param {Found} found @param {string} accepted
 * @returns {Promise<Found & { coding?: string }>}
 */
async function smallest(found, accepted) {
  for (const [coding, ending] of codings) {
    if (!takes(accepted, coding)) continue;
    const facts = await stat(found.file + ending).catch(() => null);
    if (facts?.isFile() && facts.mtimeMs >= found.changed)
      return {
        ...found,
        size: facts.size,
        file: found.file + ending,
        tag: found.tag.replace(/"$/, `-${coding}"`),
        coding,
      };
  }
  return found;
}

/**
 * @param {{ root: string, headers: Readonly<Record<string, string>>, config: string }} site
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer({ root, headers, config }, request, response) {
  const pathname = (request.url ?? '/').split(/[?#]/, 1)[0];
  for (const [name, value] of headersAt(pathname, headers)) response.setHeader(name, value);
  const say = (/** @type {number} */ status, /** @type {string} */ text, type = types['.txt']) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return say(405, 'Only GET and HEAD are answered here.\n');
  }
  // A new build may replace the folder while it is served, so its path is resolved each time.
  const folder = await realpath(root).catch(() => null);
  if (folder === null) {
    // Between two builds it is away for a moment.
    response.setHeader('Retry-After', '1');
    response.setHeader('Cache-Control', 'no-store');
    return say(503, 'The folder that is served here is not there. It may be built at this moment.\n');
  }
  const found = await locate(folder, pathname);
  // The widget's frame asks for it, and without one the defaults hold.
  if (!found && pathname === `/${NAME}`) return say(200, config, types['.json']);
  if (!found) return say(404, 'Not found.\n');
  const { file, size, tag, coding } = await smallest(found, request.headers['accept-encoding'] ?? '');
  response.setHeader('ETag', tag);
  response.setHeader('Vary', 'Accept-Encoding');
  // A part of a compressed copy is of no use to whoever asked for a part of the file.
  response.setHeader('Accept-Ranges', 'none');
  response.setHeader('Cache-Control', hashedName.test(pathname) ? caching.hashed : caching.other);
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) {
    response.writeHead(304);
    return response.end();
  }
  response.writeHead(200, {
    'Content-Type': types[extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': size,
    ...(coding && { 'Content-Encoding': coding }),
  });
  if (request.method === 'HEAD' || size === 0) return response.end();
  // Closes the file also where the other side goes away before its end. What is added to the file
  // meanwhile would be taken for the next answer.
  pipeline(createReadStream(file, { end: size - 1 }), response, () => {});
}

/**
 * @param {import('node:http').Server} server @param {number} port @param {string} host
 * @returns {Promise<number>} the port that was bound
 */
function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Serves a folder. Port 0 takes a free one. `localhost` stands for both loopback addresses, IPv4
 * and IPv6; other machines cannot reach it. Pages of the `hosts`, origins, may hold its pages in
 * frames; with `camera`, visitors of a kiosk may take a photo.
 * @param {string} folder @param {number} port @param {string} [host]
 * @param {{ hosts?: readonly string[], camera?: boolean }} [site]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, port, host = 'localhost', { hosts = [], camera = false } = {}) {
  const site = { root: folder, headers: headersFor(hosts, camera), config: JSON.stringify({ hosts }) };
  const make = () =>
    createServer((request, response) => {
      answer(site, request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  const servers = [make()];
  const bound = await listen(servers[0], port, host === 'localhost' ? '127.0.0.1' : host);
  if (host === 'localhost') {
    const second = make();
    // Not every machine has IPv6.
    if (await listen(second, bound, '::1').then(Boolean, () => false)) servers.push(second);
  }
  const close = async () => {
    for (const server of servers) {
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
    }
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/`, close };
}

/**
 * @typedef {{ port: number, host: string | undefined }} Address
 */

/**
 * Where to serve, by PORT and HOST of the environment. Ends the process where they make no sense.
 * @param {Readonly<Record<string, string | undefined>>} environment @returns {Address}
 */
export function readAddress({ PORT, HOST }) {
  const port = PORT ? Number(PORT) : 4173;
  if (Number.isInteger(port) && port >= 0 && port <= 65535 && /^\d*$/.test(PORT ?? ''))
    return { port, host: HOST || undefined };
  console.error(`PORT must be a whole number from 0 to 65535, not ${JSON.stringify(PORT)}.`);
  process.exit(2);
}

/**
 * What is wrong with an address, and the exit status; null where it is something else.
 * @param {Address} address @param {string | undefined} code @returns {[text: string, status:
 * number] | null}
 */
function refusal({ port, host }, code) {
  switch (code) {
    case 'EADDRINUSE':
      return [`Port ${port} is taken. Choose another: PORT=${port < 65535 ? port + 1 : port - 1} npm start`, 1];
    case 'EACCES':
      return [`Port ${port} may not be used. Choose one above 1023: PORT=4173 npm start`, 1];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return [`HOST must be a name or an address of this machine, not ${JSON.stringify(host)}.`, 2];
    default:
      return null;
  }
}

/**
 * Serves a folder until Ctrl-C, as the configuration in it says, and says where. Ends the process
 * where that is not possible.
 * @param {string} folder @param {Address} address @param {(url: string) => string} words
 */
export async function run(folder, address, words) {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    console.error(`There is no folder ${JSON.stringify(folder)} to serve. \`npm start\` builds the page first.`);
    process.exit(2);
  }
  try {
    const server = await serve(folder, address.port, address.host, await requireConfig(folder));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
    console.log(words(server.url));
  } catch (error) {
    const found = refusal(address, /** @type {NodeJS.ErrnoException} */ (error).code);
    if (!found) throw error;
    console.error(found[0]);
    process.exit(found[1]);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await run(process.argv[2] ?? 'dist', readAddress(process.env), (url) => url);
