import type { Masker, MaskerSpec } from './game.ts';
import { imageMasker } from './image-masker.ts';
import { tabularMasker } from './tabular-masker.ts';

/** The masker of a game's description. */
export function createMasker(spec: MaskerSpec): Masker {
  return spec.kind === 'tabular' ? tabularMasker(spec) : imageMasker(spec);
}
