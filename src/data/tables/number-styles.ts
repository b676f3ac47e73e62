import { type Message, message } from '../../catalogue/message.ts';
import { isMark, isMissing } from './cell-words.ts';
import { areStrayTexts, groupSign, isNumber, type NumberStyle, withoutPercent } from './numbers.ts';
import type { TextColumn } from './text-column.ts';

/** How the columns of a file write their numbers, and what there is to say about it. */
interface FoundStyles {
  readonly styles: readonly NumberStyle[];
  readonly notices: readonly Message[];
}

/** Cells of a column by what they say about the decimal sign; of each kind, the first one. */
interface Evidence {
  /** A decimal point: "1.5", "1,234.5". */
  point: string | null;
  /** A decimal comma: "1,5", "1.234,5". */
  comma: string | null;
  /** "1.234", which is 1.234 or 1234. */
  pointOrGroup: string | null;
  /** "1,234", likewise. */
  commaOrGroup: string | null;
  /** Whether four digits stand side by side, so that thousands are not set apart. */
  long: boolean;
}

const WHOLE = /^[+-]?\d+([eE][+-]?\d+)?$/;
const POINT_OR_GROUP = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
const COMMA_OR_GROUP = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const LONG = /^[+-]?\d{4}/;
/** Characters of the shortest number whose thousands are set apart: "1,000". */
const SHORTEST_APART = 5;
const POINTED: NumberStyle = { decimal: '.', groups: true };
const COMMAED: NumberStyle = { decimal: ',', groups: true };

/**
 * Finds the decimal sign of a file, the same for all its columns, and whether each column sets
 * thousands apart. A comma is the decimal sign where another character separates the cells, some
 * numbers cannot be read otherwise and none needs the point. Where the file does not tell, the
 * point is, and a notice says so.
 */
export function numberStyles(cells: readonly TextColumn[], delimiter: string): FoundStyles {
  const all = cells.map(evidenceOf);
  const first = (of: (each: Evidence) => string | null): string | null => {
    for (const each of all) {
      const found = each && of(each);
      if (found) return found;
    }
    return null;
  };
  const point = first((each) => each.point ?? (each.long ? each.pointOrGroup : null));
  const comma = first((each) => each.comma ?? (each.long ? each.commaOrGroup : null));
  const mayBeComma = delimiter !== ',';
  const decimal = mayBeComma && comma && !point ? ',' : '.';
  const styles = all.map((each): NumberStyle => ({ decimal, groups: each !== null && !each.long }));

  const notices: Message[] = [];
  if (decimal === ',') notices.push(message('data.decimalComma', { text: comma }));
  else if (mayBeComma && comma && point) notices.push(message('data.decimalMixed', { comma, point }));
  else if (mayBeComma && !point) {
    const text = first((each) => each.commaOrGroup) ?? first((each) => each.pointOrGroup);
    if (text)
      notices.push(message('data.decimalUnclear', { text, value: text.replace(',', ''), other: swapped(text) }));
  }
  for (const [column, own] of cells.entries()) {
    const text =
      all[column] && own.texts.find((cell) => cell.length >= SHORTEST_APART && groupSign(cell, styles[column]));
    if (!text) continue;
    const group = groupSign(text, styles[column]) ?? '';
    notices.push(message('data.thousands', { text, value: text.split(group).join('') }));
    break;
  }
  return { styles, notices };
}

/** The number as it would be with the other decimal sign. */
const swapped = (text: string): string => (text.includes(',') ? text.replace(',', '.') : text.replace('.', ''));

/** Null for columns of texts, whose digits say nothing. */
function evidenceOf(cells: TextColumn): Evidence | null {
  const found: Evidence = { point: null, comma: null, pointOrGroup: null, commaOrGroup: null, long: false };
  let [present, texts] = [0, 0];
  const counts = cells.counts();
  for (const [code, cell] of cells.texts.entries()) {
    if (WHOLE.test(cell)) {
      present += counts[code];
      found.long ||= LONG.test(cell);
      continue;
    }
    if (isMissing(cell) || isMark(cell)) continue;
    present += counts[code];
    const text = withoutPercent(cell).replace(/\u2212/g, '-');
    found.long ||= LONG.test(text);
    if (POINT_OR_GROUP.test(text)) found.pointOrGroup ??= cell;
    else if (COMMA_OR_GROUP.test(text)) found.commaOrGroup ??= cell;
    else {
      const [pointed, commaed] = [isNumber(text, POINTED), isNumber(text, COMMAED)];
      if (!pointed && !commaed) texts += counts[code];
      else if (!commaed) found.point ??= cell;
      else if (!pointed) found.comma ??= cell;
    }
  }
  return texts === 0 || areStrayTexts(texts, present) ? found : null;
}
