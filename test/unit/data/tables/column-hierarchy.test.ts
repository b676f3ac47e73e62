import { describe, expect, it } from 'vitest';
import { association, associationsBefore, comparable } from '../../../../src/data/tables/association.ts';
import { columnHierarchy } from '../../../../src/data/tables/column-hierarchy.ts';
import type { Column, Table } from '../../../../src/data/tables/table.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { tableRows } from '../../support/table-rows.ts';

const ROWS = 300;
const random = createRandom(5);
const column = (of: (row: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, row) => of(row));
const numeric = (values: ArrayLike<number>) => comparable('numeric', Float64Array.from(values));
const codes = (values: ArrayLike<number>) => comparable('categorical', Float64Array.from(values));
const a = column(random.normal);
const b = column(random.normal);

function tableOf(columns: readonly (readonly [Column['kind'], Float64Array])[]): Table {
  const data = new Float32Array(columns[0][1].length * columns.length);
  for (const [i, [, values]] of columns.entries()) {
    for (const [row, value] of values.entries()) data[row * columns.length + i] = value;
  }
  return {
    file: 'x.csv',
    columns: columns.map(([kind], i) => ({ name: `c${i}`, kind, levels: null })),
    rows: tableRows(data, columns.length),
  };
}
/** Pairs of players that are joined before anything else joins them. */
const pairs = ({ left, right }: { left: Int32Array; right: Int32Array }, players: number): number[][] =>
  [...left].map((l, i) => [l, right[i]]).filter(([l, r]) => l < players && r < players);

describe('association', () => {
  it('is the absolute correlation of ranks of numbers', () => {
    expect(association(numeric(a), numeric(a.map((x) => -x * x * x)))).toBeCloseTo(1, 12);
    expect(association(numeric(a), numeric(b))).toBeLessThan(0.15);
    // Ranks less their mean: −2 −½ −½ 1 2 and −1 −2 ½ ½ 2.
    expect(association(numeric([1, 2, 2, 5, 9]), numeric([3, 1, 4, 4, 8]))).toBeCloseTo(7.25 / 9.5, 12);
  });

  it('of classes and numbers is high where classes differ, and 0 where only chance makes them', () => {
    const classes = a.map((x) => (x < -0.5 ? 0 : x < 0.5 ? 1 : 2));
    expect(association(codes(classes), numeric(a))).toBeGreaterThan(0.9);
    expect(association(numeric(a), codes(classes))).toBe(association(codes(classes), numeric(a)));
    expect(association(codes(a.map((_, row) => row % 100)), numeric(b))).toBeLessThan(0.35);
    expect(association(codes(a.map((_, row) => row)), numeric(b))).toBe(0);
  });

  it('of classes is 1 for the same classes by other names', () => {
    const classes = a.map((_, row) => row % 4);
    expect(association(codes(classes), codes(classes.map((c) => 7 - c)))).toBeCloseTo(1, 2);
    expect(association(codes(classes), codes(b.map((x) => (x > 0 ? 1 : 0))))).toBeLessThan(0.2);
  });

  it('is the same for many columns at once', () => {
    const holes = a.map((x, row) => (row % 3 === 0 ? Number.NaN : x));
    const classes = a.map((x) => Math.floor(2 * x));
    const columns = [
      ...Array.from({ length: 7 }, () => numeric(column(random.normal))),
      ...[codes(classes), numeric(holes), codes(holes.map((x) => Math.floor(x))), numeric(a), numeric(b), numeric(a)],
    ];
    for (let at = 0; at < columns.length; at++)
      expect([...associationsBefore(columns, at)]).toEqual(
        columns.slice(0, at).map((other) => association(columns[at], other)),
      );
  });

  it('leaves out empty cells, and is 0 where nothing varies', () => {
    const holes = a.map((x, row) => (row % 3 === 0 ? Number.NaN : x));
    expect(association(numeric(holes), numeric(a.map((x) => 2 * x)))).toBeGreaterThan(0.99);
    for (const constant of [new Float64Array(ROWS).fill(3), new Float64Array(ROWS).fill(Number.NaN)]) {
      for (const kind of ['numeric', 'categorical'] as const) {
        expect(association(comparable(kind, constant), numeric(a))).toBe(0);
        expect(association(comparable(kind, constant), codes(a.map((_, row) => row % 2)))).toBe(0);
      }
    }
  });
});

describe('columnHierarchy', () => {
  const noisy = (of: Float64Array) => of.map((x) => x + 0.3 * random.normal());
  const c = column(random.normal);

  it('joins columns that tell the same first, numbers and categories alike', () => {
    const table = tableOf([
      ['numeric', a],
      ['numeric', b],
      ['categorical', c.map((x) => (x > 0 ? 1 : 0))],
      ['numeric', noisy(b).map((x) => -x)],
      ['numeric', c],
      ['numeric', noisy(a)],
    ]);
    const tree = columnHierarchy(table, [0, 1, 2, 3, 4, 5], 6);
    expect(pairs(tree, 6)).toEqual(
      expect.arrayContaining([
        [0, 5],
        [1, 3],
        [2, 4],
      ]),
    );
    expect(columnHierarchy(table, [0, 1, 2, 3, 4, 5], 6)).toEqual(tree);
  });

  it('takes a group by the most telling of its columns', () => {
    const table = tableOf([
      ['numeric', a],
      ['numeric', c],
      ['numeric', b],
      ['numeric', noisy(a)],
    ]);
    // Columns 1 and 3 are one player.
    expect(pairs(columnHierarchy(table, [0, 1, 2, 1], 3), 3)).toEqual([[0, 1]]);
  });

  it('can be broken off on the way, both while columns are compared and while they are joined', () => {
    const table = tableOf([a, b, c, noisy(a)].map((values) => ['numeric', values]));
    let pulses = 0;
    columnHierarchy(table, [0, 1, 2, 3], 4, () => {
      pulses += 1;
    });
    expect(pulses).toBe(4 + 3);
    const stop = (): never => {
      throw new Error('broken off');
    };
    expect(() => columnHierarchy(table, [0, 1, 2, 3], 4, stop)).toThrow('broken off');
  });

  it('takes a table of one row, one column, or more rows than it looks at', () => {
    expect(
      pairs(
        columnHierarchy(
          tableOf([
            ['numeric', a.subarray(0, 1)],
            ['numeric', b.subarray(0, 1)],
            ['numeric', c.subarray(0, 1)],
          ]),
          [0, 1, 2],
          3,
        ),
        3,
      ),
    ).toEqual([[0, 1]]);
    expect(columnHierarchy(tableOf([['numeric', a]]), [0], 1).left).toHaveLength(0);
    const long = Float64Array.from({ length: 5000 }, (_, row) => row);
    const other = long.map((x) => (x * 7919) % 5000);
    expect(
      pairs(
        columnHierarchy(
          tableOf([
            ['numeric', long],
            ['numeric', other],
            ['numeric', long],
          ]),
          [0, 1, 2],
          3,
        ),
        3,
      ),
    ).toEqual([[0, 2]]);
  });
});
