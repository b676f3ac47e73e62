import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '../shares.ts';
import { chunksOf } from './lines.ts';
import { states, workFiles } from './work-files.ts';

/** Rows that were explained, and their numbers, one row after the other. */
export interface DoneRows {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** Rows that are read at a time. */
const ROWS = 4096;

/** What was explained in a folder by now, in the order of the rows; `width`: numbers of a row. */
export async function* doneRows(
  { folder, rows: { first } }: { readonly folder: string; readonly rows: Rows },
  width: number,
): AsyncGenerator<DoneRows> {
  let rows: number[] = [];
  let place = 0;
  async function read(): Promise<DoneRows> {
    const values = new Float64Array(rows.length * width);
    const bytes = new Uint8Array(values.buffer);
    const handle = await open(join(folder, workFiles.values));
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, place + at);
        if (bytesRead === 0) throw new Error('values are missing');
        at += bytesRead;
      }
    } finally {
      await handle.close();
    }
    place += bytes.length;
    const done = { rows: Int32Array.from(rows), values };
    rows = [];
    return done;
  }
  let row = first;
  for await (const chunk of chunksOf(join(folder, workFiles.states)))
    for (const state of chunk) {
      if (state === states.explained) rows.push(row);
      row++;
      if (rows.length === ROWS) yield await read();
    }
  if (rows.length > 0) yield await read();
}
