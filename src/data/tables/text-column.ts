/**
 * The texts of a column's cells, row by row. Equal texts are held once, as far as they are told
 * apart.
 */
export interface TextColumn extends Iterable<string> {
  readonly length: number;
  /**
   * All texts, in the order in which they first occur. Of a column of very many some may stand here
   * more than once.
   */
  readonly texts: readonly string[];
  /** By row the place of its text. */
  readonly codes: Codes;
  /** The text of a row; undefined where there is no such row. */
  at(row: number): string | undefined;
  /** In how many rows each text stands. */
  counts(): Uint32Array;
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Texts that are told apart: a column of more hardly repeats any, and a list takes room. */
const TOLD_APART = 2 ** 16;

/** Characters from which a text that was cut out of another holds all of that in memory, in V8. */
const CUT_OUT = 13;

/** A text that holds no other one in memory. */
export const ownText = (text: string): string => (text.length < CUT_OUT ? text : ` ${text}`.slice(1));

/** Takes a column's cells one after the other. `most`: no fewer than its rows. */
export function textColumnOf(most: number): { add(text: string): void; end(): TextColumn } {
  const texts: string[] = [];
  const codeOf = new Map<string, number>();
  let codes: Codes = new Uint8Array(most);
  let length = 0;
  return {
    add(text) {
      let code = codeOf.get(text);
      if (code === undefined) {
        code = texts.length;
        const own = ownText(text);
        texts.push(own);
        if (code < TOLD_APART) codeOf.set(own, code);
        // A byte, two or four: as many as the codes need.
        if (code === 2 ** 8) codes = new Uint16Array(codes);
        else if (code === 2 ** 16) codes = new Uint32Array(codes);
      }
      codes[length++] = code;
    },
    end: () => columnOf(texts, length < most ? codes.slice(0, length) : codes),
  };
}

/** A column of these cells. */
export function textColumn(cells: readonly string[]): TextColumn {
  const column = textColumnOf(cells.length);
  for (const cell of cells) column.add(cell);
  return column.end();
}

function columnOf(texts: readonly string[], codes: Codes): TextColumn {
  return {
    length: codes.length,
    texts,
    codes,
    at: (row) => texts[codes[row]],
    counts() {
      const counts = new Uint32Array(texts.length);
      for (let row = 0; row < codes.length; row++) counts[codes[row]]++;
      return counts;
    },
    *[Symbol.iterator]() {
      for (let row = 0; row < codes.length; row++) yield texts[codes[row]];
    },
  };
}
