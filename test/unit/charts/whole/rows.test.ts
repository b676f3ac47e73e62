// Pictures of single rows.

import { describe, expect, test } from 'vitest';
import { apart, pointAt } from '../../../../src/charts/elements/point-canvas.ts';
import { estimateWidth } from '../../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../../src/charts/scene/scene.ts';
import { clusterOrder } from '../../../../src/charts/whole/cluster.ts';
import { explainedRowsOf } from '../../../../src/charts/whole/explained-rows.ts';
import { modelChart } from '../../../../src/charts/whole/index.ts';
import { readKey } from '../../../../src/charts/whole/mark-key.ts';
import { type ModelChartName, type Subject, sceneOf } from '../../../../src/charts/whole/picture.ts';
import { partnerOf, rowColumns } from '../../../../src/charts/whole/row-columns.ts';
import { explainedRows, manyNames, subjectOf } from './fixtures.ts';

const subjectWith = (count: number, players?: readonly string[]): Subject =>
  subjectOf({}, { rows: explainedRows(count, players) });

const pictureOf = (name: ModelChartName, subject: Subject) => {
  const chart = modelChart(name);
  if (!chart?.accepts(subject)) throw new Error(`${name} is not drawn`);
  return chart.picture(subject);
};
const drawn = (name: ModelChartName, subject: Subject) =>
  sceneOf(pictureOf(name, subject), subject, { width: 700, measure: estimateWidth });
const flat = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...flat(mark.children ?? [])]);

const names: readonly ModelChartName[] = ['beeswarm', 'dependence', 'heat-map', 'decision-plot', 'network'];

/** More than a function can be given as arguments. */
const LONG = 130_000;
const longSubject = subjectWith(LONG);

test.each(names)('%s: without explained rows there is nothing to draw', (name) => {
  expect(modelChart(name)?.accepts(subjectOf())).toBe(false);
  expect(modelChart(name)?.accepts(subjectWith(0))).toBe(false);
});

test.each(names)('%s: of 200 columns and 3,000 rows it stays readable', (name) => {
  const scene = drawn(name, subjectWith(3000, manyNames));
  expect(scene.height).toBeLessThan(1200);
  expect(flat(scene.marks).length).toBeLessThan(8000);
});

test.each(names)('%s: of more than a hundred thousand rows it is drawn too', (name) => {
  const scene = drawn(name, longSubject);
  expect(flat(scene.marks).length).toBeLessThan(8000);
  expect(scene.height).toBeLessThan(1200);
});

test.each(['beeswarm', 'dependence'] as const)(
  '%s: the numbers of very many rows are made once they are asked for',
  (name) => {
    const { table } = pictureOf(name, longSubject);
    expect(table.late?.count).toBe(LONG);
    expect(table.late?.first(3)).toEqual(table.rows.slice(0, 3));
    expect(table.rows).toHaveLength(LONG);
  },
);

describe('beeswarm', () => {
  test('a dot for each row and column, hollow where the value is missing, in the middle where there is room', () => {
    const dots = flat(drawn('beeswarm', subjectWith(70)).marks).filter(
      ({ attributes }) => attributes.class === 'mark point',
    );
    expect(dots).toHaveLength(70 * 4);
    expect(dots.filter(({ attributes }) => attributes.fill === 'paper')).toHaveLength(10);
    for (const { attributes } of dots) expect(Math.abs(Number(attributes.cy))).toBeLessThanOrEqual(16);
  });

  test('above 20,000 dots it is a density', () => {
    const scene = drawn('beeswarm', subjectWith(5001));
    expect(flat(scene.marks).filter(({ key }) => key === 'violin')).toHaveLength(4);
    expect(pictureOf('beeswarm', subjectWith(5001)).marks.map(({ key }) => readKey(key)?.kind)).toEqual(
      Array(4).fill('column'),
    );
    expect(flat(drawn('beeswarm', subjectWith(5000)).marks).some(({ key }) => key === 'violin')).toBe(false);
  });

  test('some thousands of dots go on a canvas, where each of them is found', () => {
    const few = drawn('beeswarm', subjectWith(500));
    expect(apart(few)).toEqual({ scene: few, points: [] });
    const many = drawn('beeswarm', subjectWith(501));
    const { scene, points } = apart(many);
    expect(points).toHaveLength(501 * 4);
    expect(flat(scene.marks)).toHaveLength(flat(many.marks).length - points.length);
    const found = pointAt(points, points[700].x, points[700].y);
    expect([found?.x, found?.y]).toEqual([points[700].x, points[700].y]);
    expect(pointAt(points, -50, -50)).toBeNull();
  });
});

test('the column that effects depend on is found, and an even one has none', () => {
  const rows = explainedRows(200);
  const columns = rowColumns(rows);
  const column = (name: string) => columns.find((one) => one.name === name) ?? columns[0];
  expect(partnerOf(rows, column('amount'), columns)?.name).toBe('age');
  const flatRows = { ...rows, attributions: new Float64Array(rows.attributions.length) };
  expect(partnerOf(flatRows, column('amount'), columns)).toBeNull();
  expect(pictureOf('dependence', subjectOf({}, { rows, choice: { column: 'amount' } })).sentence).toMatch(
    /depends most on age\.$/,
  );
  expect(pictureOf('network', subjectOf({}, { rows })).sentence).toMatch(
    /^Most of all (amount and age|age and amount) work together/,
  );
  expect(pictureOf('network', subjectOf({}, { rows: flatRows })).sentence).toMatch(/^No column/);
});

test('missing values stand left of all others', () => {
  const subject = subjectOf({}, { rows: explainedRows(70), choice: { column: 'sex' } });
  const dots = flat(drawn('dependence', subject).marks).filter(({ attributes }) => attributes.class === 'mark point');
  const [missing, others] = [0, 1].map((kind) =>
    dots.filter((_, row) => Number(row % 7 !== 0) === kind).map(({ attributes }) => Number(attributes.cx)),
  );
  expect(Math.max(...missing)).toBeLessThan(Math.min(...others));
});

test('rows that are alike stand beside each other', () => {
  const points = Float64Array.from([0, 0, 10, 10, 0.1, 0, 10, 10.1, 0, 0.2, 10.2, 10]);
  const order = clusterOrder(points, 2);
  const half = new Set(order.slice(0, 3).map((at) => at % 2));
  expect(half.size).toBe(1);
  expect(order.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(clusterOrder(new Float64Array(0), 2)).toEqual([]);
  expect(clusterOrder(new Float64Array(6), 2).toSorted()).toEqual([0, 1, 2]);
});

test('a line of the decision plot ends at the base and all effects of its row', () => {
  const subject = subjectWith(20);
  const { table } = pictureOf('decision-plot', subject);
  const rows = explainedRows(20);
  for (const [at, row] of table.rows.entries()) {
    const sum = rows.attributions.slice(4 * at, 4 * at + 4).reduce((all, one) => all + one, rows.base);
    expect(row[row.length - 1]).toBeCloseTo(sum, 12);
  }
});

test('rows of an inspection under way become explained rows', () => {
  const found = explainedRowsOf(
    [{ name: 'age' }, { name: 'job', levels: ['none', 'clerk'] }],
    {
      rows: [5, 9, 12],
      values: [30, 1, 40, Number.NaN, 50, 0],
      explained: {
        places: [0, 1, 2],
        players: ['job', 'age'],
        values: Float64Array.from([1, 2, 3, 4, 5, 6]),
        base: 0.3,
      },
    },
    (place) => place > 0,
  );
  expect(found).toEqual({
    rows: Int32Array.of(9, 12),
    players: ['job', 'age'],
    attributions: Float64Array.from([3, 4, 5, 6]),
    values: [
      [null, 'none'],
      [40, 50],
    ],
    base: 0.3,
  });
  expect(explainedRowsOf([], { rows: [], values: [], explained: null })).toBeNull();
});
