import type { Categories } from '../model.ts';
import type { Fields } from './fields.ts';
import { malformed, unsupported } from './tree-model.ts';

/**
 * What a file says of its columns of categories. Their names stand in `cats.enc` from XGBoost 3.1
 * on, in the order of the codes; older files only mark the columns ("c").
 * @param codes for each column one more than the largest code its splits mention; 0 for numbers
 */
export function xgboostCategories(
  learner: Fields,
  model: Fields,
  codes: Int32Array,
  file: string,
): (Categories | null)[] | undefined {
  const types = learner.has('feature_types') ? learner.texts('feature_types') : [];
  const enc = model.has('cats') ? model.object('cats').objects('enc') : [];
  for (const [name, list] of Object.entries({ feature_types: types, cats: enc }))
    if (list.length > 0 && list.length !== codes.length) throw malformed(file, 'tree.lengths', { name });
  const found = Array.from(codes, (code, column): Categories | null => {
    const levels = enc.length > 0 ? levelsOf(enc[column], file) : [];
    if (levels.length > 0) {
      if (code > levels.length) throw malformed(file, 'tree.lengths', { name: 'cats' });
      return { levels, codes: levels.length };
    }
    return types[column] === 'c' || code > 0 ? { levels: null, codes: code } : null;
  });
  return found.some((each) => each !== null) ? found : undefined;
}

/** Bits of unsigned numbers by their type, which UBJSON keeps as signed ones. */
const UNSIGNED: Readonly<Record<number, number>> = { 10: 8, 12: 16, 14: 32 };
const TYPES = [9, 10, 11, 12, 13, 14, 15, 16];

/** Names of a column's categories, bytes cut by offsets or numbers; none where it holds none. */
function levelsOf(column: Fields, file: string): string[] {
  column.onlyThese(['offsets', 'values', 'type']);
  const values = column.numbers('values');
  if (!column.has('offsets')) {
    const type = column.number('type');
    if (!TYPES.includes(type)) throw unsupported(file, 'tree.newField', { name: `cats.enc.type = ${type}` });
    const bits = UNSIGNED[type];
    return Array.from(values, (value) => {
      const whole = value < 0 && bits ? value + 2 ** bits : value;
      if (!Number.isSafeInteger(whole)) throw malformed(file, 'tree.field', { name: 'cats' });
      return String(whole);
    });
  }
  const offsets = column.numbers('offsets');
  const bytes = Uint8Array.from(values, (value) => value & 255);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return Array.from({ length: Math.max(0, offsets.length - 1) }, (_, at) => {
    const [start, end] = [offsets[at], offsets[at + 1]];
    if (!(start >= 0 && end >= start && end <= bytes.length)) throw malformed(file, 'tree.field', { name: 'cats' });
    return utf8.decode(bytes.subarray(start, end));
  });
}
