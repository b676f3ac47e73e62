// Models of public/examples and test/golden, opened as the engine opens them.

import { readFileSync } from 'node:fs';
import { type Card, parseCard } from '../../src/data/card.ts';
import { parseCsv } from '../../src/data/tables/csv.ts';
import { tableFrom } from '../../src/data/tables/recognise.ts';
import type { Column, Table } from '../../src/data/tables/table.ts';
import { type BoundTable, bindTabular } from '../../src/models/bind/index.ts';
import { findSequence } from '../../src/models/bind/sequence.ts';
import type { Model, ModelFacts } from '../../src/models/model.ts';
import { readOnnx } from '../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../src/models/onnx/runtime/session.ts';

const root = new URL('../../', import.meta.url);
export const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, root)));

export interface OpenedExample {
  readonly card: Card;
  readonly table: Table;
  readonly facts: ModelFacts;
  readonly bytes: Uint8Array;
  readonly bound: BoundTable;
  readonly model: Model;
  /** Rows in the model's order, all of the table. */
  readonly rows: Float32Array;
}

export async function openExample(folder: string, name: string): Promise<OpenedExample> {
  const path = `public/examples/${folder}`;
  const card = parseCard(
    JSON.parse(readFileSync(new URL(`${path}/${name}.card.json`, root), 'utf8')),
    `${name}.card.json`,
  );
  const { table } = tableFrom(parseCsv(bytesOf(`${path}/data.csv`), 'data.csv'), card.features ?? null);
  const { facts, bytes } = await readOnnx(bytesOf(`${path}/${name}.onnx`), `${name}.onnx`);
  const bound = bindTabular(facts, table, card, null, findSequence);
  const model = await openOnnx(bytes, bound.binding, 'wasm', { file: facts.file });
  return { card, table, facts, bytes, bound, model, rows: pick(table, bound.columns) };
}

/** The table's columns in that order, row by row. */
export function pick({ rows }: Table, columns: readonly number[]): Float32Array {
  const picked = new Float32Array(rows.count * columns.length);
  for (let row = 0; row < rows.count; row++) {
    for (const [to, from] of columns.entries())
      picked[row * columns.length + to] = rows.data[row * rows.columns + from];
  }
  return picked;
}

export const numericColumns = (...names: string[]): Column[] =>
  names.map((name) => ({ name, kind: 'numeric', levels: null }));

/** A table as bindings see it. */
export const tableOf = (columns: readonly Column[]) => ({ file: 't.csv', columns });
