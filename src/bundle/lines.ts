import { joined } from '../data/joined.ts';

/** The byte that ends a line. */
export const LINE_END = 10;

export interface RawLine {
  /** Without its end. */
  readonly bytes: Uint8Array;
  /** False of the last one where the file ends before its end. */
  readonly isWhole: boolean;
}

/** Lines of a file, one after the other. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawLine> {
  let open: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let at = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, at)) {
      const rest = chunk.subarray(at, end);
      yield { bytes: open.length > 0 ? joined([...open, rest]) : rest, isWhole: true };
      open = [];
      at = end + 1;
    }
    if (at < chunk.length) open.push(chunk.subarray(at));
  }
  if (open.length > 0) yield { bytes: joined(open), isWhole: false };
}
