import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../../scripts/serve.mjs';

const place = mkdtempSync(join(tmpdir(), 'oriel-serve-'));
const folder = join(place, 'dist');
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(place, 'dist-other'));
  const files = {
    'dist/index.html': '<!doctype html>',
    'dist/assets/main-AbCd_1-9.js': 'export {}',
    'dist/assets/run.mjs': 'export {}',
    'dist/assets/ort-12345678.wasm': '\0asm',
    'dist/model.onnx': 'onnx',
    'dist/größe 1.csv': 'a,b',
    'dist/.fingerprint': 'hidden',
    'dist-other/secret.txt': 'secret',
    'secret.txt': 'secret',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  symlinkSync(join(place, 'secret.txt'), join(folder, 'link.txt'));
  server = await serve(folder, 0);
});
afterAll(async () => {
  await server.close();
  rmSync(place, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with its path exactly as given, which fetch would normalise. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('where there is no configuration, its defaults are sent to the widget’s frame', async () => {
  const { status, headers, body } = await ask('/oriel.config.json');
  expect([status, headers['content-type'], JSON.parse(body)]).toEqual([
    200,
    'application/json; charset=utf-8',
    { hosts: [] },
  ]);
});

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/index.html?example=credit', 'text/html; charset=utf-8'],
  ['/assets/main-AbCd_1-9.js', 'text/javascript; charset=utf-8'],
  ['/assets/run.mjs', 'text/javascript; charset=utf-8'],
  ['/assets/ort-12345678.wasm', 'application/wasm'],
  ['/model.onnx', 'application/octet-stream'],
  ['/gr%C3%B6%C3%9Fe%201.csv', 'text/csv; charset=utf-8'],
])('%s is served as %s', async (path, type) => {
  const { status, headers } = await ask(path);
  expect([status, headers['content-type']]).toEqual([200, type]);
});

test('every response carries the policy, refusals included', async () => {
  for (const answer of [await ask('/'), await ask('/nothing'), await ask('/', 'POST')]) {
    expect(answer.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    const policy = String(answer.headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "connect-src 'self'",
      "worker-src 'self' data:",
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'self'",
    ]) {
      expect(policy.split('; ')).toContain(part);
    }
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
  }
});

test('what is no page says nothing about pages, and what never runs says no policy', async () => {
  const said = async (path: string) => {
    const { headers } = await ask(path);
    const names = ['content-security-policy', 'permissions-policy', 'cross-origin-embedder-policy', 'referrer-policy'];
    return names.map((name) => name in headers);
  };
  expect(await said('/')).toEqual([true, true, true, true]);
  expect(await said('/assets/app-12345678.js')).toEqual([true, false, true, true]);
  expect(await said('/model.onnx')).toEqual([false, false, true, true]);
  // A script is a document never, and a worker at times.
  const policy = async (path: string) => String((await ask(path)).headers['content-security-policy']).split('; ');
  const page = await policy('/');
  const script = await policy('/assets/app-12345678.js');
  expect(page).toEqual(expect.arrayContaining(script));
  expect(script.map((rule) => rule.split(' ')[0])).toEqual([
    ...['default-src', 'script-src', 'connect-src', 'worker-src', 'require-trusted-types-for', 'trusted-types'],
  ]);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
  const { status, headers } = await ask('/', method);
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('HEAD gives the headers of GET and no body', async () => {
  const { status, headers, body } = await ask('/model.onnx', 'HEAD');
  expect([status, headers['content-length'], body]).toEqual([200, '4', '']);
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/../dist-other/secret.txt',
  '/link.txt',
  '/.fingerprint',
  '/index.html%00.js',
  '/%',
  '//etc/passwd',
  '/assets',
  '/assets/',
  '/index.html/',
])('nothing is found at %s', async (path) => {
  const { status, body } = await ask(path);
  expect(status).toBe(404);
  expect(body).not.toContain('secret');
});

test('an unchanged file is not sent again', async () => {
  const first = await ask('/index.html');
  const tag = String(first.headers.etag);
  expect((await ask('/index.html', 'GET', { 'If-None-Match': tag })).status).toBe(304);
  expect((await ask('/index.html', 'GET', { 'If-None-Match': `"x", W/${tag}` })).status).toBe(304);
  expect((await ask('/index.html', 'GET', { 'If-None-Match': '"x"' })).status).toBe(200);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>New</title>');
  expect((await ask('/index.html', 'GET', { 'If-None-Match': tag })).body).toContain('New');
});

test('a file that grows while it is sent does not run into the next answer', async () => {
  const growing = join(folder, 'growing.csv');
  const size = 4 * 2 ** 20;
  writeFileSync(growing, 'a'.repeat(size));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string, begun: () => void = () => {}): Promise<string> =>
    new Promise((resolve, reject) => {
      request(new URL(path, server.url), { agent }, (response) => {
        begun();
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
  const body = await get('/growing.csv', () => appendFileSync(growing, 'b'.repeat(size)));
  expect([body.length, body.includes('b')]).toEqual([size, false]);
  expect(await get('/model.onnx')).toBe('onnx');
  agent.destroy();
  writeFileSync(growing, '');
  expect(await ask('/growing.csv')).toMatchObject({ status: 200, body: '' });
});

test('only files with a hash in their name are cached for ever', async () => {
  expect((await ask('/assets/main-AbCd_1-9.js')).headers['cache-control']).toContain('immutable');
  for (const path of ['/', '/model.onnx', '/assets/run.mjs'])
    expect((await ask(path)).headers['cache-control']).toBe('no-cache');
});

test('while its folder is gone it says so, and goes on once there is another', async () => {
  const old = `${folder}-old`;
  renameSync(folder, old);
  const { status, headers, body } = await ask('/');
  expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '1', 'no-store']);
  expect(body).toContain('folder');
  expect((await ask('/', 'HEAD')).status).toBe(503);
  renameSync(old, folder);
  expect((await ask('/')).status).toBe(200);
});

test('a port that is taken is an error', async () => {
  await expect(serve(folder, Number(new URL(server.url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('downloads that are given up leave nothing open', async () => {
  const large = join(folder, 'large.onnx');
  writeFileSync(large, Buffer.alloc(4 * 2 ** 20));
  const { hostname, port } = new URL(server.url);
  const agent = new Agent({ keepAlive: false });
  const giveUp = (moment: 'at once' | 'answered' | 'begun') =>
    new Promise<void>((resolve) => {
      const asked = request({ hostname, port, path: '/large.onnx', agent }, (response) => {
        if (moment === 'answered') asked.destroy();
        response.once('data', () => asked.destroy());
        response.on('error', () => undefined);
      });
      asked.on('error', () => undefined).on('close', () => resolve());
      asked.end(() => moment === 'at once' && setImmediate(() => asked.destroy()));
    });
  for (let round = 0; round < 10; round++)
    await Promise.all(
      Array.from({ length: 30 }, (_, at) => giveUp((['at once', 'answered', 'begun'] as const)[at % 3])),
    );
  // Only Linux lists the files that a process has open.
  if (existsSync('/proc/self/fd')) {
    const open = () =>
      readdirSync('/proc/self/fd').filter((handle) => {
        try {
          return readlinkSync(`/proc/self/fd/${handle}`) === large;
        } catch {
          return false;
        }
      });
    await expect.poll(open).toEqual([]);
  }
  expect((await ask('/large.onnx')).body).toHaveLength(4 * 2 ** 20);
});

describe('as a process of its own', () => {
  const script = join(import.meta.dirname, '../../../scripts/serve.mjs');
  const start = (environment: Record<string, string>, served = folder) =>
    spawnSync(process.execPath, [script, served], { encoding: 'utf8', env: { ...process.env, ...environment } });

  test('a folder that is not there ends it in a line', () => {
    const { status, stderr } = start({ PORT: '0' }, join(place, 'nothing'));
    expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('There is no folder');
  });

  test.each([
    [{ PORT: 'abc' }, 2, 'PORT must be'],
    [{ PORT: '70000' }, 2, 'PORT must be'],
    [{ PORT: '1e3' }, 2, 'PORT must be'],
    [{ PORT: '0', HOST: 'not a name' }, 2, 'HOST must be'],
    [{ PORT: '0', HOST: '192.0.2.1' }, 2, 'HOST must be'],
  ])('%j ends it in a line', (environment, status, words) => {
    const ended = start(environment);
    expect([ended.status, ended.stdout]).toEqual([status, '']);
    expect(ended.stderr).toMatch(new RegExp(`^${words}.*\\n$`));
  });

  test('a port that is taken ends it in a line', () => {
    const ended = start({ PORT: new URL(server.url).port });
    expect([ended.status, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(/^Port \d+ is taken.*\n$/);
  });

  test('pages of the hosts in oriel.config.json may hold it in a frame', async () => {
    const served = mkdtempSync(join(place, 'configured-'));
    writeFileSync(join(served, 'oriel.config.json'), '{ "hosts": ["https://a.example", "https://b.example"] }');
    const child = spawn(process.execPath, [script, served], { env: { ...process.env, PORT: '0' } });
    const url = String(await new Promise((resolve) => child.stdout.once('data', resolve))).trim();
    const policy = (await fetch(url)).headers.get('content-security-policy')?.split('; ');
    child.kill();
    expect(policy).toContain("frame-ancestors 'self' https://a.example https://b.example");
  });

  test.each([
    ['{ "hosts": ["a.example"] }', 'is not an origin'],
    ['{', 'it is not JSON'],
    [null, 'cannot be read'],
  ])('a configuration that cannot be used ends it in a line: %s', (text, words) => {
    const served = mkdtempSync(join(place, 'misconfigured-'));
    const config = join(served, 'oriel.config.json');
    if (text === null) mkdirSync(config);
    else writeFileSync(config, text);
    const { status, stdout, stderr } = start({ PORT: '0' }, served);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^.+\n$/);
    expect(stderr).toContain(config);
    expect(stderr).toContain(words);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly', async (signal) => {
    const child = spawn(process.execPath, [script, folder], { env: { ...process.env, PORT: '0' } });
    const ended = new Promise((resolve) => child.on('exit', (code, by) => resolve([code, by])));
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const url = String(await new Promise((resolve) => child.stdout.once('data', resolve))).trim();
    await fetch(url).then((response) => response.text());
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(said).toBe('');
  });
});
