import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DownloadError, download } from '../../../src/offline/download.ts';
import type { Shelf } from '../../../src/offline/shelf.ts';

const TEXT = 'x'.repeat(20);

/** Sends the file byte by byte, so many ms apart, and stops before the end where it is told so. */
async function trickle(response: ServerResponse, pause: number, bytes = TEXT.length): Promise<void> {
  response.writeHead(200, { 'Content-Length': TEXT.length });
  for (const byte of TEXT.slice(0, bytes)) {
    response.write(byte);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (bytes === TEXT.length) response.end();
}

const ways: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/silent.txt': () => {},
  '/half.txt': (response) => trickle(response, 0, 10),
  '/slow.txt': (response) => trickle(response, 60),
};
let server: Server;
beforeAll(async () => {
  server = createServer(({ url = '/' }, response) => ways[new URL(url, 'http://localhost').pathname]?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Resolves with the files that were kept. */
async function fetched(path: string): Promise<string[]> {
  const kept: string[] = [];
  const scope = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const keep: Shelf['keep'] = async (file) => void kept.push(file.path);
  await download({
    shelf: { scope, keep } as Shelf,
    version: 'aa',
    files: [{ path, sha256: createHash('sha256').update(TEXT).digest('hex'), bytes: TEXT.length, part: 'page' }],
    signal: new AbortController().signal,
    tell: () => {},
    patience: 1000,
  });
  return kept;
}

test.each(['silent.txt', 'half.txt'])('a server that says nothing, or nothing more, is given up: %s', async (path) => {
  const error = await fetched(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DownloadError);
  expect((error as DownloadError).problem).toEqual({ kind: 'network', file: path });
});

test('one that takes longer, but goes on, is not', async () => {
  expect(await fetched('slow.txt')).toEqual(['slow.txt']);
});
