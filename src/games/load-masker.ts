import { loaded } from '../errors.ts';
import type { Masker, MaskerSpec } from './game.ts';
import { tabularMasker } from './tabular-masker.ts';

/** The masker of any game: those of others than plain tables are loaded when they are needed. */
export async function loadMasker(spec: MaskerSpec): Promise<Masker> {
  if (spec.kind === 'tabular') return tabularMasker(spec);
  if (spec.kind === 'conditional') return (await loaded(import('./conditional-masker.ts'))).conditionalMasker(spec);
  return (await loaded(import('./masker.ts'))).createMasker(spec);
}
