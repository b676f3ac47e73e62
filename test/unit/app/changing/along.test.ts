import { describe, expect, test } from 'vitest';
import { cellsAlong, rowAfter } from '../../../../src/app/changing/along.ts';
import { notChanging } from '../../../../src/app/changing/changing-state.ts';
import { curveView } from '../../../../src/app/changing/curve-view.ts';
import { columnAlong } from '../../../../src/app/changing/following.ts';
import { initialState } from '../../../../src/app/state.ts';
import { english } from '../../../../src/catalogue/english.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';

describe('values along a column', () => {
  test('whole numbers stay whole, and the row’s own is among them', () => {
    const { cells, own } = cellsAlong(creditStudy, 1, 30);
    expect([cells[0], cells.at(-1), cells[own]]).toEqual([4, 72, 30]);
    expect(cells.every(Number.isInteger)).toBe(true);
    expect(cells.length).toBeLessThanOrEqual(51);
    expect([...cells].sort((a, b) => Number(a) - Number(b))).toEqual(cells);
  });

  test('a row beyond the table’s range makes it wider', () => {
    const { cells, own } = cellsAlong(creditStudy, 1, 90);
    expect([cells.at(-1), own]).toEqual([90, cells.length - 1]);
  });

  test('other numbers have few digits; ends are exact', () => {
    const study = { ...creditStudy, ranges: [null, [0.123456, 1], null, null] as const };
    const { cells } = cellsAlong(study, 1, 0.5);
    expect([cells[0], cells.at(-1)]).toEqual([0.123456, 1]);
    expect(cells.slice(1, -1).every((cell) => String(cell).length <= 5)).toBe(true);
  });

  test('levels in their order; what is missing stands nowhere', () => {
    expect(cellsAlong(creditStudy, 3, 'guarantor')).toEqual({ cells: ['none', 'guarantor'], own: 1 });
    expect(cellsAlong(creditStudy, 3, null).own).toBe(-1);
    expect(cellsAlong(creditStudy, 1, null)).toMatchObject({ own: -1 });
    const empty = { ...creditStudy, ranges: [null, [Number.NaN, Number.NaN], null, null] as const };
    expect(cellsAlong(empty, 1, null)).toEqual({ cells: [], own: -1 });
  });
});

test('only what a way changes is changed, cell by cell', () => {
  const row = ['no checking', '30', 26, 'none'];
  const changes = [
    { column: 'age', to: 40 },
    { column: 'other_parties', to: null },
  ];
  expect(rowAfter(row, creditStudy, changes)).toEqual(['no checking', '30', 40, null]);
});

describe('the curve as it is drawn', () => {
  const along = {
    ...{ study: creditStudy, column: 1, cells: [12, 30, 48], own: 1 },
    answers: [[0.1], [0.28], [0.61]],
  };
  const state = { chosenClass: null, language: english };

  test('shares of the class on show, with the line between the answers', () => {
    const curve = curveView(along, null, state);
    expect(curve.points.map(({ answer, amount }) => [answer, amount.replace('\u00a0', ' ')])).toEqual([
      [0.1, '10 %'],
      [0.28, '28 %'],
      [0.61, '61 %'],
    ]);
    expect(curve.line?.at).toBe(0.5);
    expect(curve.names).toEqual({ column: 'Duration (months)', answer: 'bad risk' });
    expect(curve.summary.replaceAll('\u00a0', ' ')).toContain('from 10 % (at 12 months) to 61 % (at 48 months)');
  });

  test('of the other class, shares and line turn round', () => {
    const study = { ...creditStudy, card: { ...creditStudy.card, threshold: 0.3 } };
    const curve = curveView({ ...along, study }, null, { ...state, chosenClass: 'good risk' });
    expect([curve.points[0].answer, curve.line?.at]).toEqual([0.9, 0.7]);
  });

  test('a regression has the end that is looked for, and no line without one', () => {
    const card = { ...creditStudy.card, task: 'regression' as const, classes: undefined };
    const study = { ...creditStudy, card, outputs: ['price'] };
    const numbers = { ...along, study, answers: [[100], [120], [180]] };
    expect(curveView(numbers, null, state).line).toBeNull();
    const target = { kind: 'range', output: 'price', least: 150, most: null } as const;
    expect(curveView(numbers, target, state)).toMatchObject({ shares: false, line: { at: 150 } });
  });
});

describe('along which column', () => {
  const state = {
    ...initialState,
    topic: creditTopic,
    shown: { record: creditRecord([0.01, 0.02, -0.3, 0]), study: creditStudy },
  };

  test('the chosen one, else what counts most', () => {
    expect(columnAlong(state)).toBe(2);
    expect(columnAlong({ ...state, changing: { ...notChanging, column: 'duration' } })).toBe(1);
    expect(columnAlong({ ...state, changing: { ...notChanging, column: 'of another table' } })).toBe(2);
    expect(columnAlong({ ...state, shown: null })).toBe(0);
  });
});
