import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { helloOf } from '../../../src/embed/handshake.ts';
import { isPlainAndSmall } from '../../../src/embed/plain-data.ts';
import { FrameHelloSchema, FrameMessageSchema } from '../../../src/embed/protocol.ts';
import { isFrameMessage, isHello } from '../../../src/embed/read-frame.ts';
import { widgetLimits } from '../../../src/limits.ts';
import { damaged, odd } from './damaged.ts';
import { fromFrame as all } from './samples.ts';

/** What hosts of ours hear: they never ask for a status. */
const fromFrame = all.filter(({ type }) => type !== 'status');
const hello = helloOf('0123456789abcdef'.repeat(2));
const RUNS = { numRuns: 3000, seed: 1 };

/** Whether there are bytes anywhere, or lists with fields of their own: no frame sends such. */
const isOdd = (value: unknown): boolean =>
  ArrayBuffer.isView(value) ||
  value instanceof ArrayBuffer ||
  (Array.isArray(value) && Object.keys(value).length > value.length) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(isOdd));

/** Some message: as it should be, damaged, or with one field exchanged for what is nearly right. */
const some = (samples: readonly unknown[]) =>
  fc.oneof(
    odd,
    damaged(samples),
    fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.constantFrom<unknown>(
          ...[null, '', 'x', 'x'.repeat(1000), 'x'.repeat(1001), 'x'.repeat(10_001), 'a\nb', true, false],
          ...[0, -0, 1, -1, 0.5, 1.5, 2 ** 53, 2 ** 53 - 1, 1_000_000, 1_000_001, 20_000, 20_001],
          ...[[], {}, [1], [[1]], [[0.5], null], ['a'], [1, 1], [1, 2, 3], [1, 'x'], Array(2), Number.NaN],
          ...['done', 'running', 'failed', 'image', '0'.repeat(64), undefined],
        ),
      )
      .map(([sample, at, value]) => {
        const copy = structuredClone(sample) as Record<string, unknown>;
        const fields = Object.keys(copy);
        copy[fields[at % fields.length]] = structuredClone(value);
        return copy as unknown;
      }),
  );

test('the samples are read', () => {
  for (const message of fromFrame) expect(isFrameMessage(message)).toBe(true);
  expect(isHello(hello)).toBe(true);
});

test('what a frame says is read as its schema reads it', () => {
  let taken = 0;
  fc.assert(
    fc.property(some(fromFrame), (message) => {
      fc.pre(!isOdd(message));
      const expected =
        v.is(FrameMessageSchema, message) &&
        message.type !== 'status' &&
        isPlainAndSmall(message, widgetLimits.fromFrame);
      taken += Number(expected);
      expect(isFrameMessage(message)).toBe(expected);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(RUNS.numRuns / 10);
});

test('and so is its greeting', () => {
  let taken = 0;
  fc.assert(
    fc.property(some([hello]), (message) => {
      const expected = v.is(FrameHelloSchema, message);
      taken += Number(expected);
      expect(isHello(message)).toBe(expected);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(RUNS.numRuns / 20);
});

const [result] = fromFrame.filter(({ record }) => record);
const within = (more: unknown) => ({ ...result, record: { ...(result.record as object), more } });
const circular: unknown[] = [];
circular.push(circular, circular, circular);
const hollow: unknown[] = [];
hollow.length = 2 ** 32 - 1;

test.each([
  ['a text that is too long', 'x'.repeat(2 ** 24)],
  ['a list that only says that it is long', hollow],
  ['lists in themselves', circular],
  ['bytes', new Uint8Array(8)],
  ['a Map', new Map()],
  ['a bigint', 1n],
])('a record with %s in it is not read', (_, more) => {
  expect(isFrameMessage(within('short'))).toBe(true);
  expect(isFrameMessage(within(more))).toBe(false);
});

test.each([
  ['cannot be made a text', { toString: 0, valueOf: 0 }],
  ['becomes the name of one', ['ping']],
])('a type that is no text and %s makes no message, and nothing fails', (_, type) => {
  const ping = { oriel: 1, id: 0, answer: true };
  expect(isFrameMessage({ ...ping, type: 'ping' })).toBe(true);
  expect(isFrameMessage({ ...ping, type })).toBe(false);
});
