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
import { damaged, odd } from './damaged.ts';
import { channel, clock, type TestPort } from './ports.ts';
import { fromFrame, fromHost, portsIn } from './samples.ts';

const runs = Number(process.env.ORIEL_MESSAGES ?? 2000);
/** 100,000 take longer than the other tests. */
const TIMEOUT = 60_000 + 10 * runs;
/** Messages to one pair of sides, which meets anew for each such sequence. */
const SEQUENCE = 20;

const sequences = (samples: readonly unknown[]) =>
  fc.array(fc.oneof({ weight: 1, arbitrary: odd }, { weight: 3, arbitrary: damaged(samples) }), {
    minLength: SEQUENCE,
    maxLength: SEQUENCE,
  });

/** What no port carries, such as a function, never arrives. */
function canBeSent(message: unknown): boolean {
  try {
    // A port is sent once; `send` finds out about the rest.
    if (portsIn(message).length === 0) structuredClone(message);
    return true;
  } catch {
    return false;
  }
}

/** Sends a message with the ports in it, if it can be sent. */
function send(port: TestPort, message: unknown): void {
  try {
    port.postMessage(message, portsIn(message));
  } catch (error) {
    expect(error).toMatchObject({ name: 'DataCloneError' });
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
          serve: (port) => expect(allowed(port)).toBeInstanceOf(MessagePort),
          engine: (port) => expect(allowed(port) ?? new MessageChannel().port1).toBeInstanceOf(MessagePort),
          end() {},
        },
      });
      if (greeted) host.postMessage(fromHost[0], []);
      deliver();
      for (const message of messages) {
        time.pass(100);
        const before = frame.sent.length;
        send(host, message);
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
        acts: {
          hear(message) {
            heard += 1;
            expect(ended).toBe(false);
            expect(v.is(FrameMessageSchema, message)).toBe(true);
            if (message.id === 0) return;
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
        const greeting = handshake.hear({ data, origin: 'null', source: port, ports: [port] }, port);
        // Additions do no harm.
        if (greeting) expect(data).toMatchObject({ id: 0, type: 'hello', nonce });
        else expect(port.closed).toBe(true);
      }
    });
  },
  TIMEOUT,
);
