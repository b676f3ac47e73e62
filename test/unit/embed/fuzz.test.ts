// Messages that nobody should send, to both sides: anything at all, and messages that are damaged in
// one place or several. `npm run soak -- widget` makes 100,000.

import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createFrameSide } from '../../../src/embed/frame-side.ts';
import { createHostHandshake, helloOf } from '../../../src/embed/handshake.ts';
import { createHostSide } from '../../../src/embed/host-side.ts';
import { FrameMessageSchema, HostMessageSchema, isRequest } from '../../../src/embed/protocol.ts';
import { channel, clock } from './ports.ts';
import { fromFrame, fromHost } from './samples.ts';

const runs = Number(process.env.ORIEL_MESSAGES ?? 2000);
/** 100,000 take longer than the other tests. */
const TIMEOUT = 60_000 + 10 * runs;
/** Messages to one pair of sides, which meets anew for each such sequence. */
const SEQUENCE = 20;

const odd = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 3 }),
  fc.constantFrom<unknown>('__proto__', 'constructor', '</script><img src=x onerror=alert(1)>', 'javascript:alert(1)'),
  fc.constantFrom<unknown>(-1, 0, 2 ** 53, 1e308, Number.NaN, Number.POSITIVE_INFINITY, '', 'x'.repeat(20_000)),
  fc.constant<unknown>(
    JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": 1 } } }'),
  ),
);

const added = ['__proto__', 'constructor', 'toString', 'then', 'id', 'type', 'extra'];

/** A message that is damaged: fields exchanged, left out or added, at any depth. */
const damaged = (samples: readonly unknown[]) =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.record({ at: fc.nat(), how: fc.constantFrom('set', 'drop', 'add'), value: odd }), { maxLength: 3 }),
      fc.nat(9),
    )
    .map(([sample, damages, id]) => {
      // Numbers of requests rise, or they would all be refused for that.
      const copy = structuredClone(sample) as Record<string, unknown>;
      if (copy.id !== 0) copy.id = id + 1;
      for (const { at, how, value } of damages) {
        const places = placesIn(copy);
        const [holder, name] = places[at % places.length];
        // Of its own, since it may be damaged in turn.
        const own = structuredClone(value);
        const to = how === 'add' ? added[at % added.length] : name;
        // `__proto__` too becomes a field like any other.
        if (how === 'drop') delete holder[name];
        else Object.defineProperty(holder, to, { value: own, enumerable: true, configurable: true, writable: true });
      }
      return copy as unknown;
    });

/** Every field of a message, with what it is a field of. */
function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const holder = value as Record<string, unknown>;
  const places = Object.keys(holder).flatMap((name): [Record<string, unknown>, string][] => [
    [holder, name],
    ...placesIn(holder[name]),
  ]);
  return places.length > 0 ? places : [[holder, 'x']];
}

const sequences = (samples: readonly unknown[]) =>
  fc.array(fc.oneof({ weight: 1, arbitrary: odd }, { weight: 3, arbitrary: damaged(samples) }), {
    minLength: SEQUENCE,
    maxLength: SEQUENCE,
  });

/** What no port carries, such as a function, never arrives. */
function canBeSent(message: unknown): boolean {
  try {
    structuredClone(message);
    return true;
  } catch {
    return false;
  }
}

const check = (samples: readonly unknown[], hear: (messages: unknown[]) => void) =>
  fc.assert(
    fc.property(sequences(samples), (messages) => {
      hear(messages.filter(canBeSent));
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }),
    { numRuns: Math.ceil(runs / SEQUENCE), seed: 1, endOnFailure: true },
  );

test('samples are in order, so that damages matter', () => {
  for (const message of fromHost) expect(v.is(HostMessageSchema, message)).toBe(true);
  for (const message of fromFrame) expect(v.is(FrameMessageSchema, message)).toBe(true);
});

test.each([true, false])(
  'a frame that hears anything acts only on messages of the protocol, greeted %s',
  (greeted) => {
    let acted = 0;
    check(fromHost, (messages) => {
      const { host, frame, deliver } = channel();
      const time = clock();
      let begun = false;
      const open = new Set<number>();
      const allowed = (message: unknown) => {
        acted += 1;
        expect(begun).toBe(true);
        return message;
      };
      const side = createFrameSide({
        port: frame,
        engine: 'oriel',
        say: ({ key, values }) => english.say(key, values),
        now: time.now,
        acts: {
          begin() {
            expect(begun).toBe(false);
            begun = true;
          },
          request(request) {
            expect(v.is(HostMessageSchema, allowed(request))).toBe(true);
            expect(isRequest(request)).toBe(true);
            expect(open.has(request.id)).toBe(false);
            open.add(request.id);
          },
          cancel: (id) => expect(open.delete(allowed(id) as number)).toBe(true),
          state(id) {
            expect(open.has(id)).toBe(true);
            return 'running';
          },
          theme: (theme) => expect(Object.values(allowed(theme) as object).join()).not.toMatch(/[;<>\\]|url\(|script/i),
          end() {},
        },
      });
      if (greeted) host.postMessage(fromHost[0], []);
      deliver();
      for (const message of messages) {
        time.pass(100);
        const before = frame.sent.length;
        host.postMessage(message, []);
        deliver();
        // Politely, and once.
        expect(frame.sent.length - before).toBeLessThanOrEqual(2);
      }
      side.end();
      for (const message of frame.sent) expect(v.is(FrameMessageSchema, message)).toBe(true);
    });
    // Without a greeting, one among the samples begins it now and then.
    expect(acted).toBeGreaterThan(0);
  },
  TIMEOUT,
);

test(
  'a host that hears anything hears only answers to what it asked',
  () => {
    let heard = 0;
    check(fromFrame, (messages) => {
      const { host: port, frame, deliver } = channel();
      const time = clock();
      const asked = new Map<number, string>();
      let ended = false;
      const host = createHostSide({
        port,
        version: 1,
        now: time.now,
        after: time.after,
        acts: {
          hear(message) {
            heard += 1;
            expect(ended).toBe(false);
            expect(v.is(FrameMessageSchema, message)).toBe(true);
            if (message.id === 0 || message.type === 'status') return;
            expect(asked.has(message.id)).toBe(true);
            if (message.type !== 'progress') asked.delete(message.id);
          },
          end() {
            ended = true;
          },
        },
      });
      for (const type of ['predict', 'explain', 'explain'] as const)
        asked.set(host.ask({ type, input: { kind: 'row', row: 0 } }), type);
      asked.set(host.ask({ type: 'open', model: 'credit' }), 'open');
      for (const message of messages) {
        time.pass(10);
        frame.postMessage(message, []);
        deliver();
      }
      host.end();
      for (const message of port.sent) expect(v.is(HostMessageSchema, message)).toBe(true);
    });
    expect(heard).toBeGreaterThan(0);
  },
  TIMEOUT,
);

test(
  'no greeting but the right one is taken',
  () => {
    const nonce = '0123456789abcdef'.repeat(2);
    const right = helloOf(nonce);
    check([right], (messages) => {
      const handshake = createHostHandshake(nonce, 'null');
      for (const data of messages) {
        const { frame: port } = channel();
        const greeting = handshake.hear({ data, origin: 'null', fromFrame: true, ports: [port] });
        // Additions do no harm.
        if (greeting) expect(data).toMatchObject({ id: 0, type: 'hello', nonce });
        else expect(port.closed).toBe(true);
      }
    });
  },
  TIMEOUT,
);
