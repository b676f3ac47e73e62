// How the texts of a column are read as numbers or as codes of levels.

import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Feature } from '../card.ts';
import { isInfinite, isMark, isMissing, saysNoAndYes, truthOf } from './cell-words.ts';
import type { RawTable } from './csv.ts';
import { levelCodes } from './level-codes.ts';
import { areStrayTexts, isNumber, isPlainNumber, type NumberStyle, percentOf, toNumber } from './numbers.ts';
import type { Column, SaidNumbers } from './table.ts';
import type { TextColumn } from './text-column.ts';

/** Levels or columns that an error lists. */
const LEVELS_NAMED = 12;

/** How a column is read. */
interface Reading {
  readonly column: Column;
  /** The number or code of a text that is present, by its place too. Throws where it holds none. */
  readonly read: (text: string, code: number) => number;
  readonly isMissing: (cell: string) => boolean;
  /** What to say about how it is read. */
  readonly notice: Message | null;
}

/** The line on which a text of a column first stands. */
export const lineOf = ({ cells, lines }: RawTable, column: number, code: number): number =>
  lines[cells[column].codes.indexOf(code)];

/** A column's kind, levels and how its cells are read, from its feature or else from its cells. */
export function readingOf(raw: RawTable, index: number, feature: Feature | undefined, strict: boolean): Reading {
  const name = raw.header[index];
  const style = raw.styles[index];
  if (feature?.kind !== 'numeric' && feature?.levels) return levelReading(raw, index, feature.levels);
  const found = countCells(raw.cells[index], style);
  if (feature?.kind === 'numeric') return numberReading(raw, index, found);
  // Strays among numbers as programs write them are mistakes; among others they may be texts.
  const mistakes = strict && areStrayTexts(found.present - found.plain, found.present);
  const isNumeric = found.texts === 0 && (found.numbers > 0 || found.marks === 0);
  if (!feature && (isNumeric || mistakes)) return numberReading(raw, index, found);

  // None among True and False is a missing value, as it is among numbers.
  const truths = found.truths > 0 && found.truths === found.texts;
  const missing = truths && found.numbers === 0 ? (cell: string) => isMissing(cell) || isMark(cell) : isMissing;
  const levels = [...new Set(raw.cells[index].texts.filter((text) => !missing(text)))].sort(byNumberThenText);
  const codes = new Map(levels.map((level, code) => [level, code]));
  const says = feature ? null : saidNumbers(levels, style);
  return {
    column: { name, kind: 'categorical', levels, ...(says ? { says } : {}) },
    read: (cell) => codes.get(cell) ?? Number.NaN,
    isMissing: missing,
    notice: null,
  };
}

/** What levels say as numbers, where each of them says one. */
function saidNumbers(levels: readonly string[], style: NumberStyle): SaidNumbers | null {
  const truths = levels.map(truthOf).filter((truth) => truth !== null);
  if (truths.length === levels.length && levels.length > 0) return { as: 'truth', numbers: truths };
  const numbers = levels.map((level) => percentOf(level, style));
  return numbers.length > 0 && numbers.every(Number.isFinite) ? { as: 'percent', numbers } : null;
}

interface CellCounts {
  /** Cells that are not missing, marks included. */
  readonly present: number;
  /** Numbers as programs write them. */
  readonly plain: number;
  readonly numbers: number;
  readonly marks: number;
  /** Cells that are neither. */
  readonly texts: number;
  /** Of these, words for yes and no, and percentages. */
  readonly truths: number;
  readonly percents: number;
  /** The first mark. */
  readonly mark: string | null;
}

function countCells(cells: TextColumn, style: NumberStyle): CellCounts {
  let [present, plain, numbers, marks, texts, truths, percents] = [0, 0, 0, 0, 0, 0, 0];
  let mark: string | null = null;
  const counts = cells.counts();
  for (const [code, cell] of cells.texts.entries()) {
    const count = counts[code];
    if (isPlainNumber(cell)) {
      present += count;
      plain += count;
      if (style.decimal === '.' || isNumber(cell, style)) numbers += count;
      else texts += count;
      continue;
    }
    if (isMissing(cell)) continue;
    present += count;
    if (isMark(cell)) {
      marks += count;
      mark ??= cell;
    } else if (isNumber(cell, style)) numbers += count;
    else {
      texts += count;
      if (truthOf(cell) !== null) truths += count;
      else if (!Number.isNaN(percentOf(cell, style))) percents += count;
    }
  }
  return { present, plain, numbers, marks, texts, truths, percents, mark };
}

/** Numbers; where all cells are percentages, or words for yes and no, what these say. */
function numberReading(raw: RawTable, index: number, found: CellCounts): Reading {
  const column = raw.header[index];
  const style = raw.styles[index];
  const isSaid = found.texts > 0 && found.numbers === 0;
  const truths = isSaid && found.truths === found.texts;
  const percents = isSaid && found.percents === found.texts;
  const numberOf = truths
    ? (cell: string) => truthOf(cell) ?? Number.NaN
    : (cell: string) => (percents ? percentOf(cell, style) : toNumber(cell, style));
  const read = (text: string, code: number): number => {
    const number = numberOf(text);
    if (Number.isFinite(number)) return number;
    const where = { file: raw.file, column, line: lineOf(raw, index, code), text };
    if (Number.isNaN(number))
      throw new OrielError('data-not-numeric', {
        ...where,
        advice: adviceFor(text) ?? message('data.advice.text'),
      });
    throw new OrielError('data-too-big', where);
  };
  const notice = truths
    ? message('data.truths', { columns: [column] })
    : percents
      ? message('data.percents', { columns: [column] })
      : found.mark !== null
        ? message('data.marks', { column, mark: found.mark, cells: found.marks })
        : null;
  return {
    column: { name: column, kind: 'numeric', levels: null },
    read,
    isMissing: (cell) => isMissing(cell) || isMark(cell),
    notice,
  };
}

/** What to do about a text among numbers that is a number in some way; null where it is none. */
export function adviceFor(text: string): Message | null {
  if (isInfinite(text)) return message('data.advice.infinite');
  return isNumber(text, { decimal: ',', groups: true }) ? message('data.advice.decimalComma') : null;
}

/**
 * Sorts numbers by size and before texts, and texts by code unit, as scikit-learn's encoders do.
 */
function byNumberThenText(a: string, b: string): number {
  if (isPlainNumber(a) && isPlainNumber(b)) return Number(a) - Number(b);
  if (isPlainNumber(a) !== isPlainNumber(b)) return isPlainNumber(a) ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

/**
 * Reads a level's name as its code; a cell may also hold the code itself ("3", "3.0"), and where
 * the levels are words for no and yes, any word of that meaning.
 */
function levelReading(raw: RawTable, index: number, levels: readonly string[]): Reading {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const name = raw.header[index];
  const style = raw.styles[index];
  const truths = saysNoAndYes(levels);
  const read = (text: string, place: number): number => {
    const code = codeOf.get(text) ?? (truths ? truthOf(text) : null);
    if (code !== null) return code;
    const number = isPlainNumber(text) ? Number(text) : toNumber(text, style);
    if (Number.isInteger(number) && number >= 0 && number < levels.length) return number;
    const where = { file: raw.file, column: name, line: lineOf(raw, index, place) };
    throw new OrielError('data-unknown-level', { ...where, text, levels: someOf(levels) });
  };
  return {
    column: { name, kind: 'categorical', levels },
    read,
    isMissing: (cell) => !codeOf.has(cell) && (isMissing(cell) || cell === 'None'),
    notice: null,
  };
}

/** Reads nothing but the names of levels, which the model's file has. */
export function namedReading(raw: RawTable, index: number, levels: readonly string[]): Reading {
  const codeOf = levelCodes(levels);
  const name = raw.header[index];
  return {
    column: { name, kind: 'categorical', levels },
    read(text, place) {
      const code = codeOf(text);
      if (code !== null) return code;
      const where = { file: raw.file, column: name, line: lineOf(raw, index, place) };
      throw new OrielError('data-unknown-level', { ...where, text, levels: someOf(levels) });
    },
    isMissing: (cell) => codeOf(cell) === null && (isMissing(cell) || cell === 'None'),
    notice: null,
  };
}

/** As many names as an error lists. */
export const someOf = <T>(names: readonly T[]): readonly (T | string)[] =>
  names.length > LEVELS_NAMED ? [...names.slice(0, LEVELS_NAMED), '…'] : names;
