import type { Masker, MaskerSpec } from './game.ts';
import { imageMasker } from './image-masker.ts';
import { tabularMasker } from './tabular-masker.ts';
import { textMasker } from './text-masker.ts';

/** The masker that a game's description asks for; conditional games have theirs by `loadMasker`. */
export function createMasker(spec: MaskerSpec): Masker {
  switch (spec.kind) {
    case 'tabular':
      return tabularMasker(spec);
    case 'image':
      return imageMasker(spec);
    case 'text':
      return textMasker(spec);
    case 'conditional':
      throw new Error('the masker of a conditional game is loaded when it is needed');
  }
}
