import { expect, test } from 'vitest';
import { decodePicture } from '../../../../src/data/pictures/picture-decode.ts';
import { pictureUrl } from '../../../../src/data/pictures/png.ts';
import { noise, same } from '../../support/pictures.ts';

test('a picture comes back from its data URL, byte for byte', () => {
  for (const picture of [noise(1, 1, 1), noise(224, 150, 2)]) {
    const url = pictureUrl(picture);
    expect(url.startsWith('data:image/png;base64,')).toBe(true);
    expect(same(decodePicture(Buffer.from(url.split(',')[1], 'base64'), 'x'), picture)).toBe(true);
    expect(pictureUrl(picture)).toBe(url);
  }
});
