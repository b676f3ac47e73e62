// Entry of the accuracy bench; scripts/bench.mjs calls these by name.

import { makeReference } from './picture.ts';

export { race } from '../race/race.ts';
export { accuracy } from './accuracy.ts';
export { coverage } from './coverage.ts';
export { readSettings } from './settings.ts';
export const reference = (root: string): Promise<void> => makeReference(root);
