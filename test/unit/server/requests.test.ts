// What a request says, before anything is done for it.

import { expect, test } from 'vitest';
import type { Study } from '../../../src/library/index.ts';
import { readAsked } from '../../../src/server/asked.ts';
import { parsed } from '../../../src/server/read-body.ts';
import { checkHost, isLoopback } from '../../../src/server/refusal.ts';
import { routeOf } from '../../../src/server/routes.ts';

const study = (kind: string) => ({ card: { input: { kind } } }) as unknown as Study;
const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['GET', '/v2/health/ready', { route: '/v2/health/ready' }],
  ['GET', '/v1/models?x=1', { route: '/v1/models' }],
  ['GET', '/v1/models/a', { route: '/v1/models/:model', name: 'a' }],
  ['POST', '/v1/models/a:b:explain', { route: '/v1/models/:model:explain', name: 'a:b' }],
  ['POST', '/v1/models/ein%20Modell:predict', { route: '/v1/models/:model:predict', name: 'ein Modell' }],
  ['GET', '/v1/models/..%2Fx', { route: '/v1/models/:model', name: '../x' }],
  ['DELETE', `/v1/explanations/${'a'.repeat(32)}`, { route: '/v1/explanations/:id', id: 'a'.repeat(32) }],
])('%s %s leads somewhere', (method, url, found) => {
  expect(routeOf(method, url)).toEqual(found);
});

test.each([
  ['GET', '/', 'not-found'],
  ['GET', '/v1/models/a/b', 'not-found'],
  ['GET', '/v1/models/%', 'not-found'],
  ['GET', '/v1/explanations/../x', 'no-explanation'],
  ['GET', '/v1/models/a:predict', 'method'],
  ['POST', '/v1/models/a', 'method'],
])('%s %s leads nowhere', (method, url, code) => {
  expect(() => routeOf(method, url)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ['{"a": [1, "[[[[[{{{{\\"[[["]}', true],
  ['[[[1]]]', true],
  ['[[[[1]]]]', false],
  ['{"a": {"b": {"c": {}}}}', false],
])('depth is found out before a body is read: %s', (text, isTaken) => {
  const reading = () => parsed(bytes(text), 3);
  if (isTaken) expect(reading()).toEqual(JSON.parse(text));
  else expect(reading).toThrow(expect.objectContaining({ code: 'too-deep' }));
});

test.each([bytes('{'), bytes('nothing'), new Uint8Array([0x22, 0xff, 0x22])])('what is no JSON is refused', (body) => {
  expect(() => parsed(body, 16)).toThrow(expect.objectContaining({ code: 'not-json' }));
});

test('instances and parameters of all kinds', () => {
  const parameters = { samples: 9, error: 0, seed: 2, options: { paired: false }, outputs: ['b'], background: 5 };
  expect(readAsked({ instances: [[1, 'x', null], { age: 3 }], parameters }, study('tabular'), 2)).toEqual({
    inputs: [[1, 'x', null], { age: 3 }],
    options: {
      seed: 2,
      outputs: ['b'],
      explainerOptions: { paired: false },
      background: { rows: 5 },
      budget: { samples: 9, error: 0 },
      backend: 'wasm',
    },
  });
  expect(readAsked({ instances: ['Hi', { text: 'Ho' }] }, study('text'), 2).inputs).toEqual([
    { text: 'Hi' },
    { text: 'Ho' },
  ]);
  const picture = { name: 'instance-0', data: new Uint8Array([1, 2, 3]) };
  expect(readAsked({ instances: [{ b64: 'AQID' }] }, study('image'), 2).inputs).toEqual([picture]);
  expect(readAsked({ instances: [{ image_bytes: { b64: 'AQID' } }] }, study('image'), 2).inputs).toEqual([picture]);
});

test('columns may be called as every object has something called', () => {
  const body = JSON.parse('{"instances": [{"__proto__": 1, "constructor": "x"}]}');
  const [row] = readAsked(body, study('tabular'), 1).inputs as [Record<string, unknown>];
  expect(Object.keys(row)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  const groups = JSON.parse('{"instances": [[1]], "parameters": {"groups": {"__proto__": ["a"]}}}');
  expect(Object.keys(readAsked(groups, study('tabular'), 1).options.groups ?? {})).toEqual(['__proto__']);
});

test.each([
  [{ instances: [] }, 'body'],
  [{ instances: [[1]], parameters: { samples: 1 } }, 'body'],
  [{ instances: [[1]], parameters: { milliseconds: 1e9 } }, 'body'],
  [{ instances: [[1]], other: 1 }, 'body'],
  [[[1]], 'body'],
  [{ instances: [[1], [2], [3]] }, 'too-many'],
  [{ instances: [[1], 384] }, 'instance'],
  [{ instances: [[[1]]] }, 'instance'],
  [{ instances: [{ a: true }] }, 'instance'],
])('is refused: %j', (body, code) => {
  expect(() => readAsked(body, study('tabular'), 2)).toThrow(expect.objectContaining({ code }));
});

test.each([
  [{ host: 'localhost:8080' }, true],
  [{ host: '127.0.0.1' }, true],
  [{ host: '[::1]:1' }, true],
  [{ host: 'localhost:8080', origin: 'http://localhost:4173' }, true],
  [{ host: 'localhost.attacker.example' }, false],
  [{ host: '127.0.0.1.attacker.example:8080' }, false],
  [{}, false],
  [{ host: 'localhost', origin: 'https://attacker.example' }, false],
  [{ host: 'localhost', origin: 'null' }, false],
])('only this machine is answered: %j is %s', (headers, isAnswered) => {
  const checking = () => checkHost(headers);
  if (isAnswered) expect(checking).not.toThrow();
  else expect(checking).toThrow(expect.objectContaining({ code: 'host' }));
});

test('addresses that only this machine reaches', () => {
  expect(['127.0.0.1', '127.8.0.1', 'localhost', '::1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '10.0.0.1', 'example.org'].some(isLoopback)).toBe(false);
});
