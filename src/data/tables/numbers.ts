/** How a column writes its numbers. */
export interface NumberStyle {
  /** The sign before the decimals. */
  readonly decimal: '.' | ',';
  /** Whether the other sign stands between thousands ("1,234.5"). */
  readonly groups: boolean;
}

/** Numbers as programs write them. */
export const PLAIN: NumberStyle = { decimal: '.', groups: false };

const POINT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMMA = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;
// Thousands apart: by spaces (narrow and no-break ones too), by apostrophes as in Switzerland, or
// by the other sign.
const POINT_GROUPED = /^[+-]?[1-9]\d{0,2}([ \u00a0\u2009\u202f'’,])\d{3}(?:\1\d{3})*(?:\.\d*)?$/;
const COMMA_GROUPED = /^[+-]?[1-9]\d{0,2}([ \u00a0\u2009\u202f'’.])\d{3}(?:\1\d{3})*(?:,\d*)?$/;
const MINUS = /\u2212/g;
const PERCENT = /[\s\u00a0\u2009\u202f]?%$/u;

/** What a number's cell separates its thousands with; null where it is no such number. */
export function groupSign(cell: string, { decimal, groups }: NumberStyle): string | null {
  const found = (decimal === '.' ? POINT_GROUPED : COMMA_GROUPED).exec(cell.replace(MINUS, '-'));
  if (!found) return null;
  return found[1] === '.' || found[1] === ',' ? (groups ? found[1] : null) : found[1];
}

/** The number that a cell holds, NaN where it holds none. Infinity is none: no model takes it. */
export function toNumber(cell: string, style: NumberStyle): number {
  if (style.decimal === '.' && POINT.test(cell)) return Number(cell);
  const group = groupSign(cell, style);
  let text = cell.replace(MINUS, '-');
  if (group !== null) text = text.split(group).join('');
  if (!(style.decimal === '.' ? POINT : COMMA).test(text)) return Number.NaN;
  return Number(text.replace(',', '.'));
}

/** Whether a cell holds a number as programs write them. */
export const isPlainNumber = (cell: string): boolean => POINT.test(cell);

/** Whether a cell holds a number. Beyond the range of doubles it is still one. */
export const isNumber = (cell: string, style: NumberStyle): boolean => !Number.isNaN(toNumber(cell, style));

/**
 * The number before a percent sign: "12 %" is 12, as it is with the sign cut off, which is how such
 * columns become numbers in pandas. NaN where a cell is no percentage.
 */
export const percentOf = (cell: string, style: NumberStyle): number =>
  PERCENT.test(cell) ? toNumber(cell.replace(PERCENT, ''), style) : Number.NaN;

/** A percentage without its sign, anything else as it is. */
export const withoutPercent = (cell: string): string => (cell.endsWith('%') ? cell.replace(PERCENT, '') : cell);

/** Whether the texts among a column's numbers are so few that they are mistakes, not categories. */
export const areStrayTexts = (texts: number, cells: number): boolean =>
  texts <= Math.max(1, 0.05 * cells) && cells - texts >= 3 * texts;
