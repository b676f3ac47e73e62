import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/config.ts';
import { originOf } from '../../../src/config/origin.ts';
import { HOSTS } from '../../../src/limits.ts';
import { failureOf } from '../../support/failure.ts';

const refusal = (json: unknown) => failureOf(() => parseConfig(typeof json === 'string' ? json : JSON.stringify(json)));

test.each([
  ['{}', []],
  ['\uFEFF{ "hosts": [] }', []],
  ['{ "hosts": ["https://A.example/", "https://a.example:443", "https://a.example"] }', ['https://a.example']],
  [
    '{ "hosts": ["https://bücher.example", "http://localhost:80"] }',
    ['https://xn--bcher-kva.example', 'http://localhost'],
  ],
])('%s names %j', (text, hosts) => {
  expect(parseConfig(text)).toMatchObject({ hosts, shareInput: false });
});

test('a site has a language for those whose own there is not', () => {
  expect(parseConfig('{ "lang": "fr-CH" }').lang).toBe('fr-CH');
  expect(parseConfig('{}').lang).toBeUndefined();
});

test.each([
  ['{}', false],
  ['{ "offline": true }', true],
  ['{ "kiosk": {} }', true],
  ['{ "kiosk": {}, "offline": false }', false],
])('%s has the page kept for use without a network: %j', (text, offline) => {
  expect(parseConfig(text).offline).toBe(offline);
});

test('visitors’ inputs are shared where that is asked for', () => {
  expect(parseConfig('{ "shareInput": true }')).toMatchObject({ hosts: [], shareInput: true });
});

test.each([
  [{ shareInput: 'yes' }, '“shareInput” must be true or false'],
  [{ offline: 1 }, '“offline” must be true or false'],
  [{ lang: 'French' }, '“lang” must be the tag of a language'],
  [{ lang: 7 }, '“lang” must be the tag of a language'],
  [{ lang: 'pt-BR' }, '“lang” names the language “pt-BR”, which Oriel does not speak; it speaks: en, de, fr, es, ar'],
  ['{', 'it is not JSON'],
  ['', 'it is not JSON'],
  [[], 'it must hold an object'],
  [null, 'it must hold an object'],
  ['"https://a.example"', 'it must hold an object'],
  [{ host: ['https://a.example'] }, '“host” is not one of its fields'],
  ['{ "__proto__": { "hosts": ["https://a.example"] } }', '“__proto__” is not one of its fields'],
  [{ hosts: 'https://a.example' }, '“hosts” must be a list'],
  [{ hosts: ['https://a.example', 1] }, '“hosts” must be a list'],
  [{ hosts: null }, '“hosts” must be a list'],
  [{ hosts: ['a.example'] }, '“a.example” in “hosts” is not an origin'],
  [{ hosts: ['http://a.example'] }, '“http://a.example” in “hosts” must begin with https'],
])('%j is refused: %s', async (json, words) => {
  const error = await refusal(json);
  expect(error.code).toBe('config-invalid');
  expect(error.message).toMatch(/^oriel\.config\.json cannot be used: [^\n]+\.$/);
  expect(error.message).toContain(words);
});

test('a kiosk has settings of its own, all with defaults', () => {
  const { kiosk } = parseConfig('{}');
  expect(kiosk).toMatchObject({ idleSeconds: 60, countdownSeconds: 10, photos: 'none', pin: null, nightly: '03:30' });
  const set = {
    idleSeconds: 5,
    examples: ['credit/mlp.onnx'],
    languages: ['de-CH', 'en'],
    photos: 'camera',
    pin: '2846',
  };
  expect(parseConfig(JSON.stringify({ kiosk: set })).kiosk).toEqual({ ...kiosk, ...set });
});

test.each([
  [[], '“kiosk” must be an object'],
  [{ idle: 60 }, '“kiosk.idle” is not one of its fields'],
  [{ idleSeconds: 0 }, '“kiosk.idleSeconds” must be a number of seconds from 1 to 3,600'],
  [{ countdownSeconds: '10' }, '“kiosk.countdownSeconds” must be a number of seconds from 1 to 60'],
  [{ photos: 'always' }, '“kiosk.photos” must be one of: none, camera, file'],
  [{ nightly: '24:00' }, '“kiosk.nightly” must be a time'],
  [{ pin: '123' }, '“kiosk.pin” must be a text of 4 to 12 digits'],
  [{ examples: [] }, '“kiosk.examples” must be a list of names'],
  [{ examples: ['../credit'] }, '“kiosk.examples” must be a list of names'],
  [{ languages: 'de' }, '“kiosk.languages” must be a list of names'],
  [{ languages: ['de', 7] }, '“kiosk.languages” must be a list of names'],
  [
    { languages: ['de-CH', 'pt-BR'] },
    'names the language “pt-BR”, which Oriel does not speak; it speaks: en, de, fr, es, ar',
  ],
  [{ languages: ['German'] }, 'names the language “German”, which Oriel does not speak'],
])('a kiosk with %j is refused: %s', async (kiosk, words) => {
  expect((await refusal({ kiosk })).message).toContain(words);
});

test('more hosts than a header holds are refused', async () => {
  const hosts = Array.from({ length: HOSTS + 1 }, (_, i) => `https://${i}.example`);
  expect((await refusal({ hosts })).message).toContain(`${HOSTS} origins at most`);
  expect(parseConfig(JSON.stringify({ hosts: hosts.slice(1) })).hosts).toHaveLength(HOSTS);
});

describe('origins', () => {
  test.each([
    ['https://a.example', 'https://a.example'],
    [' https://a.example/\n', 'https://a.example'],
    ['HTTPS://A.example:8443', 'https://a.example:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://host.localhost:3000', 'http://host.localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://a.example', 'insecure'],
    ['http://127.0.0.1.example', 'insecure'],
    ['http://localhost.example', 'insecure'],
  ])('%j names %s', (text, origin) => {
    expect(originOf(text)).toBe(origin);
  });

  // All but the first few would say something else in a header, or nothing.
  test.each([
    ...[
      '',
      'a.example',
      '//a.example',
      'https://',
      'https://a.example/page',
      'https://a.example?x',
      'https://a.example#x',
    ],
    ...['https://user@a.example', 'https://user:pass@a.example', 'https:a.example', 'https:\\\\a.example', 'null', '*'],
    ...['https://*.a.example', 'https://*', "https://a.example'", "'self'", 'https://a.example;sandbox', 'https://a,b'],
    ...[
      'https://a.example https://b.example',

      'https://[::1]:3000',
      'ftp://a.example',
      'data:,x',
    ],
    ...['file:///a', 'blob:https://a.example/x', 'https://a.example/..', 'https://%61.example;'],
  ])('%j names none', (text) => {
    expect(originOf(text)).toBeNull();
  });
});
