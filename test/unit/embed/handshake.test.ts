import { describe, expect, test } from 'vitest';
import {
  createHostHandshake,
  fragmentOf,
  helloOf,
  helloTargets,
  nonceIn,
  nonceOf,
  type WindowMessage,
} from '../../../src/embed/handshake.ts';
import { agreedVersion } from '../../../src/embed/protocol.ts';
import { channel, type TestPort } from './ports.ts';

/** What the frame's window is. */
const FRAME = {};
const NONCE = nonceOf(Uint8Array.from({ length: 16 }, (_, i) => 17 * i));

test('a nonce goes through the fragment of an address', () => {
  expect(NONCE).toBe('00112233445566778899aabbccddeeff');
  expect(nonceIn(new URL(`https://a.example/embed.html${fragmentOf(NONCE)}`).hash)).toBe(NONCE);
  for (const fragment of ['', '#', '#nonce=', `#nonce=${NONCE}0`, `#x${fragmentOf(NONCE)}`, '#nonce=__proto__'])
    expect(nonceIn(fragment)).toBeNull();
});

test.each([
  [[1, 1], [1, 1], 1],
  [[1, 3], [2, 5], 3],
  [[2, 5], [1, 3], 3],
  [[1, 2], [3, 4], null],
  [[3, 4], [1, 2], null],
] as const)('%j and %j speak %j', (one, other, version) => {
  expect(agreedVersion(one, other)).toBe(version);
});

describe('a host', () => {
  const hello = (more: object = {}): { message: WindowMessage; port: TestPort } => {
    const { frame: port } = channel();
    return { message: { data: helloOf(NONCE), origin: 'null', source: FRAME, ports: [port], ...more }, port };
  };

  test('takes the greeting of its frame', () => {
    const { message, port } = hello();
    expect(createHostHandshake(NONCE, 'null').hear(message, FRAME)).toEqual({ port, version: 1 });
    expect(port.closed).toBe(false);
  });

  test.each([
    ['of another origin', { origin: 'https://b.example' }],
    ['of another nonce', { data: helloOf('f'.repeat(32)) }],
    ['without a nonce', { data: { ...helloOf(NONCE), nonce: undefined } }],
    ['of another form', { data: { oriel: 1, id: 0, type: 'ready', nonce: NONCE, versions: [1, 1] } }],
    ['of versions that are none', { data: { ...helloOf(NONCE), versions: [0, 1e9] } }],
    ['that is no object', { data: NONCE }],
    ['whose fields are inherited', { data: Object.create({ toString: () => JSON.stringify(helloOf(NONCE)) }) }],
  ])('takes no greeting %s, and closes its port', (_, more) => {
    const { message, port } = hello(more);
    const handshake = createHostHandshake(NONCE, 'null');
    expect(handshake.hear(message, FRAME)).toBeNull();
    expect(port.closed).toBe(true);
    // The right one still counts.
    expect(handshake.hear(hello().message, FRAME)).not.toBeNull();
  });

  test('takes a greeting with exactly one port', () => {
    for (const count of [0, 2]) {
      const ports = Array.from({ length: count }, () => channel().frame);
      expect(createHostHandshake(NONCE, 'null').hear(hello({ ports }).message, FRAME)).toBeNull();
      expect(ports.every(({ closed }) => closed)).toBe(true);
    }
  });

  test('leaves alone what another window sends', () => {
    const { message, port } = hello({ source: {} });
    expect(createHostHandshake(NONCE, 'null').hear(message, FRAME)).toBeNull();
    expect(port.closed).toBe(false);
  });

  test('is greeted once: who repeats a greeting gets nothing', () => {
    const handshake = createHostHandshake(NONCE, 'https://widget.example');
    expect(handshake.hear(hello({ origin: 'https://widget.example' }).message, FRAME)).not.toBeNull();
    const again = hello({ origin: 'https://widget.example' });
    expect(handshake.hear(again.message, FRAME)).toBeNull();
    expect(again.port.closed).toBe(true);
  });

  test('understands the greeting of a frame that speaks other versions', () => {
    const newer = { ...helloOf(NONCE, [1, 7]), oriel: 7, more: 'x' };
    expect(createHostHandshake(NONCE, 'null').hear(hello({ data: newer }).message, FRAME)?.version).toBe(1);
    const foreign = { ...helloOf(NONCE, [5, 7]), oriel: 7 };
    expect(createHostHandshake(NONCE, 'null').hear(hello({ data: foreign }).message, FRAME)?.version).toBeNull();
  });
});

describe('a frame greets', () => {
  const own = 'https://widget.example';
  const hosts = ['https://a.example', 'https://b.example'];
  test.each([
    [['https://a.example'], ['https://a.example']],
    [[own], [own]],
    [['https://a.example', 'https://b.example'], ['https://a.example']],
    [['https://a.example', 'https://evil.example'], []],
    [['https://evil.example', 'https://a.example'], []],
    [['null'], []],
    [[], []],
    [undefined, [own, ...hosts]],
  ])('within %j: %j', (ancestors, targets) => {
    expect(helloTargets({ ancestors, own, hosts })).toEqual(targets);
  });
});
