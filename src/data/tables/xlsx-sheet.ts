import { spreadsheetTime } from './iso-time.ts';
import { checkExtent } from './typed-table.ts';
import { readXml } from './xml.ts';

interface SheetSources {
  readonly file: string;
  /** Texts that cells name by number. */
  readonly texts: readonly string[];
  /** Whether each style shows numbers as days or times. */
  readonly isTime: readonly boolean[];
  readonly from1904: boolean;
}

/** The cells of a sheet as texts, without empty rows. */
export interface Cells {
  /** Columns without a cell are absent. */
  readonly rows: readonly (readonly (string | undefined)[])[];
  /** The number of each row in the sheet. */
  readonly lines: readonly number[];
  readonly width: number;
  /** Cells that hold an error such as #DIV/0!, and the first one. */
  readonly errors: number;
  readonly error: string | null;
  /** Formulas whose result was never saved. */
  readonly unanswered: number;
}

const WHOLE = /^-?\d+$/;

/** Reads a sheet. Throws `data-too-large`, and where the file is damaged. */
export function readSheet(bytes: Uint8Array, sources: SheetSources): Cells {
  const { file } = sources;
  const rows: (string | undefined)[][] = [];
  const lines: number[] = [];
  let [width, errors, unanswered, line, column] = [0, 0, 0, 0, -1];
  let error: string | null = null;
  let row: (string | undefined)[] = [];
  let [type, style, value, reading] = ['n', 0, '', false];
  let [hasFormula, hasValue, phonetic] = [false, false, false];

  function endCell(): void {
    if (hasFormula && !hasValue) unanswered++;
    if (type === 'e') {
      errors++;
      error ??= value;
    }
    const text = type === 'e' ? '' : cellText({ type, style, value }, sources).trim();
    if (text === '' && !hasFormula && type !== 'e') return;
    row[column] = text;
    width = Math.max(width, column + 1);
    checkExtent(rows.length + 1, width, file);
  }

  readXml(bytes, {
    open(name, attribute) {
      if (name === 'row') {
        row = [];
        line = Number(attribute('r') ?? line + 1);
        column = -1;
      } else if (name === 'c') {
        const at = columnOf(attribute('r'));
        column = at ?? column + 1;
        type = attribute('t') ?? 'n';
        style = Number(attribute('s') ?? 0);
        [value, hasFormula, hasValue] = ['', false, false];
      } else if (name === 'v' || name === 't') {
        reading = true;
        hasValue = true;
      } else if (name === 'f') hasFormula = true;
      else if (name === 'rPh') phonetic = true;
    },
    text(text) {
      if (reading && !phonetic) value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') reading = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c') endCell();
      else if (name === 'row' && row.length > 0) {
        rows.push(row);
        lines.push(line);
      }
    },
  });
  return { rows, lines, width, errors, error, unanswered };
}

/** Columns that a sheet can have: A to XFD. */
const MOST_COLUMNS = 16_384;

/** The column of a cell's address: B3 is 1; null where it has none. */
function columnOf(address: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(address ?? '');
  if (!letters) return null;
  let column = 0;
  for (const letter of letters[0]) column = column * 26 + letter.charCodeAt(0) - 64;
  if (column > MOST_COLUMNS) throw new RangeError(address);
  return column - 1;
}

function cellText(
  { type, style, value }: { readonly type: string; readonly style: number; readonly value: string },
  { texts, isTime, from1904 }: SheetSources,
): string {
  switch (type) {
    case 's':
      return texts[Number(value)] ?? '';
    case 'b':
      return value === '' ? '' : value === '1' ? 'TRUE' : 'FALSE';
    case 'd':
      return value.replace(/T00:00:00(\.0+)?Z?$/, '');
    case 'n': {
      const number = Number(value);
      if (value.trim() === '' || !Number.isFinite(number)) return value;
      if (isTime[style]) return spreadsheetTime(number, from1904);
      // Sheets keep 0.1 as 0.10000000000000001; whole numbers may have more digits than ours.
      return WHOLE.test(value) ? value : String(number);
    }
    default:
      return value;
  }
}
