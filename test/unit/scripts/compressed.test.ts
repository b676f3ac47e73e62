import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressFolder } from '../../../scripts/compress.mjs';
import { serve } from '../../../scripts/serve.mjs';

const place = mkdtempSync(join(tmpdir(), 'oriel-compressed-'));
const folder = join(place, 'dist');
const script = 'export const answer = 42;\n'.repeat(200);
const noise = Buffer.concat(Array.from({ length: 100 }, (_, at) => createHash('sha256').update(`${at}`).digest()));
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets/main-AbCd_1-9.js'), script);
  writeFileSync(join(folder, 'model.onnx'), noise);
  writeFileSync(join(folder, 'photo.jpg'), script);
  writeFileSync(join(folder, 'stale.json'), `[${'1,'.repeat(999)}1]`);
  writeFileSync(join(folder, '.hidden'), script);
  await compressFolder(folder, join(place, 'cache'));
  server = await serve(folder, 0);
});
afterAll(async () => {
  await server.close();
  rmSync(place, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function ask(path: string, accepted: string | null, more: Record<string, string> = {}, method = 'GET') {
  return new Promise<Answer>((resolve, reject) => {
    const headers = { ...more, ...(accepted !== null && { 'Accept-Encoding': accepted }) };
    request(new URL(path, server.url), { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const SCRIPT = '/assets/main-AbCd_1-9.js';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['br', 'br'],
  ['BR;q=0.1, gzip', 'br'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['gzip;q=1.0, br;q=0', 'gzip'],
  ['br; q=0.000, *;q=0.5', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['gzip;q=0, *', 'br'],
  ['identity', undefined],
  ['deflate', undefined],
  ['gzip;q=nonsense', undefined],
  ['', undefined],
  [null, undefined],
])('to a client that accepts %j the file is sent as %s', async (accepted, coding) => {
  const { status, headers, body } = await ask(SCRIPT, accepted);
  expect([status, headers['content-encoding'], headers.vary]).toEqual([200, coding, 'Accept-Encoding']);
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(headers['cache-control']).toContain('immutable');
  expect(Number(headers['content-length'])).toBe(body.length);
  const plain = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;
  expect(plain.toString()).toBe(script);
  expect(body.length < script.length).toBe(coding !== undefined);
});

test('each coding has a tag of its own, and an unchanged copy is not sent again', async () => {
  const tags = await Promise.all(['br', 'gzip', 'identity'].map(async (as) => (await ask(SCRIPT, as)).headers.etag));
  expect(new Set(tags).size).toBe(3);
  for (const [at, accepted] of ['br', 'gzip', 'identity'].entries())
    expect((await ask(SCRIPT, accepted, { 'If-None-Match': String(tags[at]) })).status).toBe(304);
  // What a cache holds as gzip says nothing about what it would be sent as Brotli.
  const other = await ask(SCRIPT, 'br', { 'If-None-Match': String(tags[1]) });
  expect([other.status, other.headers['content-encoding']]).toEqual([200, 'br']);
});

test('HEAD gives the headers of the copy and no body', async () => {
  const got = await ask(SCRIPT, 'br');
  const { status, headers, body } = await ask(SCRIPT, 'br', {}, 'HEAD');
  expect([status, body.length]).toEqual([200, 0]);
  for (const name of ['content-length', 'content-encoding', 'content-type', 'etag', 'vary'])
    expect(headers[name]).toBe(got.headers[name]);
});

test('whoever asks for a part is sent all of it', async () => {
  const { status, headers, body } = await ask(SCRIPT, 'br', { Range: 'bytes=0-9' });
  expect([status, headers['accept-ranges'], headers['content-range']]).toEqual([200, 'none', undefined]);
  expect(brotliDecompressSync(body).toString()).toBe(script);
});

test.each([
  ['/model.onnx', 'what does not get smaller'],
  ['/photo.jpg', 'a picture'],
])('%s has no copy: it is %s', async (path) => {
  const { headers, body } = await ask(path, 'br, gzip');
  expect(headers['content-encoding']).toBeUndefined();
  expect(body).toEqual(readFileSync(join(folder, path)));
});

test('hidden files have no copies', async () => {
  expect(() => readFileSync(join(folder, '.hidden.br'))).toThrow();
});

test('a copy older than its file is not one of it', async () => {
  const file = join(folder, 'stale.json');
  expect((await ask('/stale.json', 'br')).headers['content-encoding']).toBe('br');
  writeFileSync(file, '{}');
  const soon = Date.now() / 1000 + 60;
  utimesSync(file, soon, soon);
  const { headers, body } = await ask('/stale.json', 'br');
  expect([headers['content-encoding'], body.toString()]).toEqual([undefined, '{}']);
});

test('copies come from the cache the second time, and are the same', async () => {
  const before = readFileSync(join(folder, `.${SCRIPT}.br`));
  const cache = join(place, 'cache');
  await compressFolder(folder, cache);
  expect(readFileSync(join(folder, `.${SCRIPT}.br`))).toEqual(before);
  expect(() => readFileSync(join(folder, `.${SCRIPT}.br.br`))).toThrow();
});

test('copies that no build has used for a month go, and those in use stay', async () => {
  const cache = join(place, 'cache');
  const names = readdirSync(cache).sort();
  const long = Date.now() / 1000 - 31 * 86_400;
  for (const name of names) utimesSync(join(cache, name), long, long);
  for (const [name, time] of [
    ['unused.br', long],
    ['cut-off.gz.12', long],
    ['of-another-build.gz', Date.now() / 1000],
  ] as const) {
    writeFileSync(join(cache, name), 'x');
    utimesSync(join(cache, name), time, time);
  }
  await compressFolder(folder, cache);
  const left = readdirSync(cache);
  expect(left).toContain('of-another-build.gz');
  expect(left.filter((name) => /unused|cut-off/.test(name))).toEqual([]);
  const key = (file: string) =>
    createHash('sha256').update('1\0').update(readFileSync(file)).digest('hex').slice(0, 32);
  expect(left).toContain(`${key(join(folder, SCRIPT))}.br`);
});
