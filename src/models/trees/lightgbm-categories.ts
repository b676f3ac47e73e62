import type { Categories } from '../model.ts';
import { type JsonValue, parseLooseJson } from './loose-json.ts';
import { malformed } from './tree-model.ts';

const LIST = 'pandas_categorical:';
const PARAMETER = '[categorical_feature: ';

interface Sources {
  /** Lines behind the trees. */
  readonly lines: readonly string[];
  /** What the head says of each column; "none" for one that no tree can use. */
  readonly infos: readonly string[];
  /** For each column one more than the largest code its splits mention; 0 for numbers. */
  readonly codes: Int32Array;
  readonly file: string;
}

/**
 * What a file says of its columns of categories. Their names stand in its last line, in the order
 * of the codes, where it was trained on a data frame with such columns: a list for each column of
 * categories, in their order. Where that leaves open which list is whose, the columns that a list
 * could belong to have categories without names. Without lists the values are what the table holds.
 */
export function lightgbmCategories({ lines, infos, codes, file }: Sources): (Categories | null)[] | undefined {
  const lists = listsOf(lines, file);
  if (lists.length === 0) return undefined;
  const given = lines.find((line) => line.startsWith(PARAMETER))?.slice(PARAMETER.length, -1);
  const named = given && /^\d+(,\d+)*$/.test(given) ? given.split(',').map(Number) : [];
  const known = (column: number) => infos[column] ?? 'none';
  const isCategorical = (column: number) => codes[column] > 0 || !/^(none$|\[)/.test(known(column));
  const seen = [...codes.keys()].filter(isCategorical);
  const chosen = named.length === lists.length && seen.every((column) => named.includes(column)) ? named : seen;
  const columns = [...new Set(chosen)].sort((a, b) => a - b);
  if (columns.length === lists.length && columns.every((column, at) => fits(column, lists[at].length)))
    return Array.from(codes, (_, column) => {
      const at = columns.indexOf(column);
      return at < 0 ? null : { levels: lists[at], codes: lists[at].length };
    });
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from(codes, (code, column) =>
    isCategorical(column) || named.includes(column) || couldBeCodes(known(column), longest)
      ? { levels: null, codes: code }
      : null,
  );

  function fits(column: number, levels: number): boolean {
    if (column >= codes.length || codes[column] > levels) return false;
    const info = known(column);
    return /^(none$|\[)/.test(info) || info.split(':').every((code) => Number(code) < levels);
  }
}

/** Whether a column of numbers may hold codes below a number: ordered categories are such. */
function couldBeCodes(info: string, below: number): boolean {
  if (info === 'none') return true;
  const [least, most] = info.slice(1, -1).split(':').map(Number);
  return Number.isInteger(least) && Number.isInteger(most) && least >= -1 && most < below;
}

function listsOf(lines: readonly string[], file: string): string[][] {
  const line = lines.findLast((each) => each.startsWith(LIST));
  if (line === undefined) return [];
  const value = parseLooseJson(line.slice(LIST.length), file);
  if (value === null) return [];
  const fault = () => malformed(file, 'tree.field', { name: LIST.slice(0, -1) });
  if (!Array.isArray(value)) throw fault();
  return (value as readonly JsonValue[]).map((list) => {
    if (!Array.isArray(list)) throw fault();
    return (list as readonly JsonValue[]).map((level) => {
      if (typeof level === 'string') return level;
      if (typeof level === 'boolean') return level ? 'True' : 'False';
      if (typeof level === 'number' && Number.isFinite(level)) return String(level);
      throw fault();
    });
  });
}
