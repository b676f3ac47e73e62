import { expect, test } from 'vitest';
import { decodePicture } from '../../../src/data/picture-decode.ts';
import { decodeSegments, encodeSegments, pictureUrl } from '../../../src/data/png.ts';
import { errorOf } from '../support/errors.ts';
import { noise, same } from '../support/pictures.ts';

test('a picture comes back from its data URL, byte for byte', () => {
  for (const picture of [noise(1, 1, 1), noise(224, 150, 2)]) {
    const url = pictureUrl(picture);
    expect(url.startsWith('data:image/png;base64,')).toBe(true);
    expect(same(decodePicture(Buffer.from(url.split(',')[1], 'base64'), 'x'), picture)).toBe(true);
    expect(pictureUrl(picture)).toBe(url);
  }
});

test('segments come back, as little-endian numbers of 16 bits', () => {
  const segments = Int32Array.from({ length: 40_001 }, (_, at) => (at * 7919) % 65536);
  expect([...decodeSegments(encodeSegments(segments))].every((segment, at) => segment === segments[at])).toBe(true);
  expect(decodeSegments(encodeSegments(segments))).toHaveLength(segments.length);
  expect([...Buffer.from(encodeSegments(Int32Array.of(1, 0x0203)), 'base64')]).toEqual([1, 0, 3, 2]);
  expect(decodeSegments('')).toEqual(new Int32Array(0));
});

test.each(['?', 'AAA*', 'AAAA'])('"%s" is not a map of segments', (text) => {
  expect(errorOf(() => decodeSegments(text)).code).toBe('record-invalid');
});
