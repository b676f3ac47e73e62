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

/** The masker of any game: what few ask for is loaded when it is first needed. */
export const loadMasker = async (spec: MaskerSpec): Promise<Masker> =>
  spec.kind === 'conditional' ? (await import('./conditional-masker.ts')).conditionalMasker(spec) : createMasker(spec);
