import { english } from '../../catalogue/english.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { tableLimits } from '../../limits.ts';
import { alikeNames } from './column-names.ts';
import type { RawTable } from './csv.ts';
import { PLAIN } from './numbers.ts';
import type { TextColumn } from './text-column.ts';

/** A table whose file knows numbers from texts, with the cells as texts that programs write. */
interface TypedTable {
  readonly file: string;
  /** '' for a column without a name. */
  readonly names: readonly string[];
  /** By column; '' where one is missing. */
  readonly cells: readonly TextColumn[];
  readonly lines: Int32Array;
  readonly notices: readonly Message[];
}

/** Throws `data-too-large` for more columns or cells than fit into memory. */
export function checkExtent(rows: number, columns: number, file: string): void {
  const { columns: mostColumns, cells } = tableLimits;
  const tooLarge = (text: Message) => new OrielError('data-too-large', { file, text });
  if (columns > mostColumns) throw tooLarge(message('data.size.columns', { columns, limit: mostColumns }));
  const limit = Math.floor(cells / Math.max(1, columns));
  if (rows > limit) throw tooLarge(message('data.size.cells', { rows, columns, limit }));
}

/**
 * Makes the table that a CSV file of the same cells would give. Columns with neither a name nor a
 * value are left out. Throws `data-empty` and `data-duplicate-column`.
 */
export function rawFrom({ file, names, cells, lines, notices }: TypedTable): RawTable {
  const kept = [...names.keys()].filter((at) => names[at] !== '' || cells[at].texts.some((cell) => cell !== ''));
  if (kept.length === 0 || lines.length === 0) throw new OrielError('data-empty', { file });
  const header = kept.map((at, index) => names[at] || english.say('data.unnamedColumn', { n: index + 1 }));
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) throw new OrielError('data-duplicate-column', { file, column: name });
    seen.add(name);
  }
  const alike = alikeNames(header);
  return {
    file,
    header,
    cells: kept.map((at) => cells[at]),
    styles: kept.map(() => PLAIN),
    unnamed: kept.map((at) => names[at] === ''),
    lines,
    notices: [...notices, ...(alike ? [message('data.alikeColumns', { one: alike[0], other: alike[1] })] : [])],
  };
}
