import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { foreignTables } from '../../../../src/engine/studies/foreign-rows.ts';
import { takenNumbers } from '../../../../src/models/bind/index.ts';

const taken = takenNumbers({
  kind: 'tabular',
  inputs: [{ name: 'x', type: 'float64', shape: 'matrix', columns: [0, 1], levels: null }],
  batch: null,
  output: 'y',
  outputs: 1,
});
const features = [
  { name: 'a', kind: 'numeric' },
  { name: 'b', kind: 'numeric' },
] as const;

function opened() {
  const files = new Map(
    ['b,a\n2,1\n', 'a,b\n0.1,2\n'].map((text, at) => [`${at}`, parseCsv(new TextEncoder().encode(text), `${at}.csv`)]),
  );
  const table = (handle: string) => {
    const file = files.get(handle);
    if (!file) throw new RangeError(handle);
    return file;
  };
  const rows = foreignTables({ table, names: ['a', 'b'], features, named: new Map(), taken });
  return { files, rows };
}

test('each table is read once, in the order of the model and the precision that it needs', () => {
  const { rows } = opened();
  expect(rows('0').needed.rows.data).toEqual(Float32Array.of(1, 2));
  expect(rows('0').exact.rows.data).toEqual(Float64Array.of(1, 2));
  expect(rows('1').needed.rows.data).toEqual(Float64Array.of(0.1, 2));
  for (const handle of ['0', '1']) {
    expect(rows(handle).exact).toBe(rows(handle).exact);
    expect(rows(handle).needed).toBe(rows(handle).needed);
  }
});

test('a table that was released is read no more, and another of its name is read anew', () => {
  const { files, rows } = opened();
  const before = rows('0').exact;
  files.delete('0');
  expect(() => rows('0')).toThrow(RangeError);
  files.set('0', parseCsv(new TextEncoder().encode('a,b\n5,6\n'), '0.csv'));
  expect(rows('0').exact).not.toBe(before);
  expect(rows('0').exact.rows.data).toEqual(Float64Array.of(5, 6));
});
