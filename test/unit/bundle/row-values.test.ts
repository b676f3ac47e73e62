import { describe, expect, test } from 'vitest';
import { namesOf, type PackedRows, valuesOf, valuesOfRows } from '../../../src/bundle/row-values.ts';
import { plainRecord } from '../support/record.ts';

describe('columns of values.parquet', () => {
  test('without dots in names are those names with dots between them', () => {
    expect(namesOf({ outputs: ['bad risk'], players: ['a\\b', '"c"'] })).toEqual([
      'prediction.bad risk',
      'base.bad risk',
      'attribution.bad risk.a\\b',
      'attribution.bad risk."c"',
      'standard_error.bad risk.a\\b',
      'standard_error.bad risk."c"',
    ]);
  });

  test('with dots in names have a backslash before what is no end of a name', () => {
    expect(namesOf({ outputs: ['a.b'], players: ['c', '\\.d'] })).toEqual([
      'prediction.a\\.b',
      'base.a\\.b',
      'attribution.a\\.b.c',
      'attribution.a\\.b.\\\\\\.d',
      'standard_error.a\\.b.c',
      'standard_error.a\\.b.\\\\\\.d',
    ]);
  });

  test('are all different, whatever dots and backslashes are in names', () => {
    const letters = ['a', '.', '\\'];
    const names = [''];
    for (let at = 0; names.length < 1 + 3 + 9 + 27 + 81; at++) names.push(...letters.map((one) => names[at] + one));
    const columns = namesOf({ outputs: names, players: names });
    expect(columns).toHaveLength(2 * 121 + 2 * 121 ** 2);
    expect(new Set(columns).size).toBe(columns.length);
  });
});

describe('rows as numbers alone', () => {
  const [k, players, extra, count] = [3, 2, 4, 5];
  const width = k * (1 + players) + extra;
  const all: PackedRows = {
    count,
    packed: Float64Array.from({ length: count * width }, (_, at) => (at % 7 === 0 ? -0 : Math.sin(at))),
    chosen: null,
    outputs: ['a', 'b', 'c'],
    base: Float64Array.of(0.5, -0, 2),
    exact: true,
  };
  const recordOf = (rows: PackedRows, row: number, outputs: readonly number[]) => {
    const own = rows.packed.subarray(row * width, (row + 1) * width);
    const zeros = outputs.map(() => Array<number>(players).fill(0));
    return {
      ...plainRecord,
      outputs: outputs.map((output) => all.outputs[output]),
      prediction: outputs.map((output) => own[output]),
      base: outputs.map((output) => rows.base[output]),
      attributions: outputs.map((output) => [...own.subarray(k + output * players, k + (output + 1) * players)]),
      standardErrors: rows.exact ? zeros : null,
    };
  };

  test.each([
    ['all outputs', all, ['a', 'b', 'c'], null],
    ['some, in another order', all, ['c', 'a'], null],
    ['not exact', { ...all, exact: false }, ['b'], null],
    ['one output each', { ...all, chosen: Int32Array.of(2, 0, 1, 2, 2) }, ['a', 'b', 'c'], true],
  ])('are the numbers of their records: %s', (_, rows, outputs, isChosen) => {
    const layout = { outputs, players: ['x', 'y'] };
    const found = valuesOfRows(layout, rows);
    const own = found.length / count;
    for (let row = 0; row < count; row++) {
      const explained = isChosen && rows.chosen ? [rows.chosen[row]] : outputs.map((name) => all.outputs.indexOf(name));
      expect(found.subarray(row * own, (row + 1) * own)).toEqual(valuesOf(layout, recordOf(rows, row, explained)));
    }
  });
});
