import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { compact, PlainSchema, pack, unpack } from '../../../src/store/plain.ts';

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
    fc.string(),
    fc.float64Array(),
    fc.float32Array(),
    fc.uint8Array(),
    fc.int8Array(),
    fc.uint16Array(),
    fc.int16Array(),
    fc.uint32Array(),
    fc.int32Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'constructor')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
})).value;

test('any value comes back through JSON as it was', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const back = unpack(JSON.parse(canonicalJson(pack(value))));
      expect(back).toEqual(compact(value));
      expect(canonicalJson(pack(back))).toBe(canonicalJson(pack(value)));
      expect(v.is(PlainSchema, value)).toBe(true);
    }),
  );
});

test('a copy shares no buffer, and has no more than it shows', () => {
  const whole = new Float64Array(1_000_000);
  const { part } = compact({ part: whole.subarray(3, 5), none: undefined }) as { part: Float64Array };
  expect(part.buffer.byteLength).toBe(16);
  expect(Object.keys(compact({ none: undefined }) as object)).toEqual([]);
});

test.each([[() => 1], [new Date(0)], [new Map()], [1n], [{ deep: [Symbol('s')] }]])('%s cannot be kept', (value) => {
  expect(v.is(PlainSchema, value)).toBe(false);
});

test.each([[{ $: 'Float64Array' }], [{ $: 'Date', base64: '' }], [{ $: 'Float64Array', base64: '*' }]])(
  'what was never packed is not unpacked: %j',
  (value) => {
    expect(() => unpack(value)).toThrow();
  },
);
