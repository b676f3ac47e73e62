import { expect, test } from 'vitest';
import { type Answering, answer } from '../../../src/offline/answer.ts';
import { nothingWanted, type Shelf, type Wanted } from '../../../src/offline/shelf.ts';

const SCOPE = 'https://example.org/oriel/';
const FILE = { path: 'index.html', sha256: '0'.repeat(64), bytes: 1, part: 'page' };
const full = () => Promise.reject(new DOMException('the disk is full', 'QuotaExceededError'));

/** One version is in use and another one waits. */
const wanted: Wanted = { ...nothingWanted, current: 'aa', ready: 'bb' };

const whole: Partial<Shelf> = {
  wanted: async () => wanted,
  list: async (version) => ({ schema: 'oriel.files/1', version: version ?? '', created: '', files: [FILE] }),
  missing: async () => [],
  get: async (_, version) => new Response(`kept ${version}`),
  getOther: async () => new Response('kept'),
};

async function asked(path: string, shelf: Partial<Shelf>, given: Partial<Answering> = {}): Promise<string> {
  const response = await answer(
    { request: new Request(new URL(path, SCOPE)), path, opens: true },
    {
      shelf: { ...whole, ...shelf } as Shelf,
      fetch: async () => new Response('fetched'),
      afterwards: () => {},
      takeWhereNobodyIs: async (found) => found,
      ...given,
    },
  );
  return `${response.status} ${await response.text()}`;
}

test('the version in use answers', async () => {
  expect(await asked('', {})).toBe('200 kept aa');
  expect(await asked('elsewhere.html', {})).toBe('200 fetched');
});

test('where the newer version cannot be taken, the one in use answers', async () => {
  expect(await asked('', {}, { takeWhereNobodyIs: full })).toBe('200 kept aa');
});

test.each(['wanted', 'list', 'missing', 'get'] as const)(
  'where the shelf fails (%s), the network answers',
  async (what) => {
    expect(await asked('', { [what]: full })).toBe('200 fetched');
    expect(await asked('oriel.config.json', { getOther: full })).toBe('200 fetched');
  },
);

test('what cannot be told from the list is answered by the network', async () => {
  expect(await asked('elsewhere.html', { list: full })).toBe('200 fetched');
});

const server = (status: number) => ({ fetch: async () => new Response('from the server', { status }) });
test.each([
  [200, '200 from the server'],
  [404, '404 from the server'],
  [500, '200 kept'],
  [503, '200 kept'],
])('the configuration of a server that says %i is: %s', async (status, answered) => {
  expect(await asked('oriel.config.json', {}, server(status))).toBe(answered);
});

test('the configuration is the kept one without a network, and the failure itself where none is kept', async () => {
  expect(await asked('oriel.config.json', {}, { fetch: () => Promise.reject(new TypeError()) })).toBe('200 kept');
  expect(await asked('oriel.config.json', { getOther: async () => undefined }, server(503))).toMatch(/^503/);
});
