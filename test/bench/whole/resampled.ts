import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCsv } from '../../../src/data/tables/csv.ts';
import { createRandom } from '../../../src/numerics/random.ts';

/** An example of the page: its folder, and the name of one of its models. */
export interface Example {
  readonly id: string;
  readonly model: string;
}

export interface File {
  readonly name: string;
  readonly data: Uint8Array;
}

/** An example whose table was made longer; all of its rows may be looked at. */
export interface Resampled {
  readonly model: File;
  readonly table: File;
  readonly card: File;
  readonly columns: number;
}

/** How far a number is moved, in units of itself. */
const NOISE = 0.02;

/**
 * An example with `count` rows, drawn from its own with a seed. Numbers are moved by some noise, and
 * stay whole where they are; categories and the target are as they were.
 */
export async function resampled(root: string, { id, model }: Example, count: number): Promise<Resampled> {
  const folder = join(root, 'public/examples', id);
  const file = async (name: string): Promise<File> => ({
    name,
    data: new Uint8Array(await readFile(join(folder, name))),
  });
  const { header, cells } = parseCsv((await file('data.csv')).data, 'data.csv');
  const {
    holdout: _holdout,
    samples: _samples,
    ...card
  } = JSON.parse(new TextDecoder().decode((await file(`${model}.card.json`)).data));
  const features = card.features as readonly { readonly name: string; readonly kind: string }[];
  const numeric = new Set(features.filter(({ kind }) => kind === 'numeric').map(({ name }) => name));
  const random = createRandom(0).fork(`resampled ${id}`);
  const rows = cells[0].length;
  const moved = (text: string): string => {
    const value = Number(text) * (1 + NOISE * random.normal());
    return text.includes('.') ? value.toPrecision(6) : String(Math.round(value));
  };
  const lines = Array.from({ length: count }, () => {
    const row = random.integer(rows);
    return header
      .map((name, at) => {
        const cell = cells[at].at(row) ?? '';
        return numeric.has(name) ? moved(cell) : cell;
      })
      .join(',');
  });
  const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
  return {
    model: await file(`${model}.onnx`),
    table: {
      name: 'rows.csv',
      data: encoded(`${[header.map((name) => `"${name}"`).join(','), ...lines].join('\n')}\n`),
    },
    card: { name: `${model}.card.json`, data: encoded(JSON.stringify(card)) },
    columns: features.length,
  };
}
