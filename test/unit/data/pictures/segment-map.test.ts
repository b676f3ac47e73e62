import { expect, test } from 'vitest';
import { decodeSegments, encodeSegments } from '../../../../src/data/pictures/segment-map.ts';
import { errorOf } from '../../support/errors.ts';

test('segments come back, as little-endian numbers of 16 bits', () => {
  const segments = Int32Array.from({ length: 200 * 201 }, (_, at) => (at * 7919) % 65536);
  expect([...decodeSegments(encodeSegments(segments), 200, 201)]).toEqual([...segments]);
  expect([...Buffer.from(encodeSegments(Int32Array.of(1, 0x0203)), 'base64')]).toEqual([1, 0, 3, 2]);
  expect([...decodeSegments(btoa('\x01\x00\x00\x01'), 2, 1)]).toEqual([1, 256]);
});

test.each(['?', 'AAA*', 'AAAA', btoa('\x01\x00')])('"%s" is not a map of two segments', (text) => {
  expect(errorOf(() => decodeSegments(text, 2, 1)).code).toBe('record-invalid');
});
