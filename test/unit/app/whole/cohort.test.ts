import { describe, expect, test } from 'vitest';
import { cohortFile } from '../../../../src/app/whole/cohort-file.ts';
import {
  type CohortWish,
  NOBODY_ASKED,
  narrowed,
  readCohort,
  writeCohort,
} from '../../../../src/app/whole/cohort-text.ts';
import { firstPlace } from '../../../../src/app/whole/place.ts';
import { ASIS, noWhole } from '../../../../src/app/whole/whole-model.ts';
import { writeKey } from '../../../../src/charts/whole/mark-key.ts';

const group = writeKey({ kind: 'group', division: 0, group: 1 });
const row = (number: number): string => writeKey({ kind: 'row', row: number, column: 'age' });
const at = { part: 'whom', picture: 'rates', of: 'age', across: null, threshold: 0.3 } as const;

describe('rows that are looked at by themselves, as a text', () => {
  const wish: CohortWish = {
    name: 'Young, “new”',
    conditions: [
      { about: { of: 'column', name: 'age' }, most: 30 },
      { about: { of: 'answer', name: 'bad risk' }, least: 0.25, most: 0.5 },
      { about: { of: 'column', name: 'housing' }, text: 'own', words: ['A152'] },
      { about: { of: 'error' }, wrong: true },
    ],
    chosen: [
      { ...at, keys: [group], rows: [] },
      { ...at, part: 'by', of: null, threshold: null, keys: [], rows: [0, 1, 2, 3, 40, 41, 1000, 99_999] },
    ],
  };

  test('come back as they went; nothing that narrows nothing is written', () => {
    expect(readCohort(writeCohort(wish))).toEqual(wish);
    expect(writeCohort({ ...NOBODY_ASKED, name: 'All' })).toBeNull();
    const many = {
      ...NOBODY_ASKED,
      chosen: [{ ...at, keys: [], rows: Array.from({ length: 50_000 }, (_, i) => 7 + i) }],
    };
    expect(writeCohort(many)?.length).toBeLessThan(120);
    expect(readCohort(writeCohort(many))).toEqual(many);
  });

  test.each([
    null,
    'all',
    '{"where":[{"about":{"of":"weather"}}]}',
    '{"marks":[{"part":"by","rows":"1.x-2"}]}',
    '{"marks":[{"part":"by","rows":"1*zzzzzz"}]}',
    '{"where":[{"about":{"of":"column","name":"a"},"least":null}]}',
  ])('are all rows where it is none: %s', (text) => {
    expect(readCohort(text)).toBe(NOBODY_ASKED);
  });

  test('are narrowed by marks: rows are gathered, what stands for all rows is left out', () => {
    const place = { ...firstPlace, part: 'by', picture: 'beeswarm', cohort: writeCohort(wish) } as const;
    const keys = [row(9), group, row(3), row(9), writeKey({ kind: 'column', column: 'age' })];
    const { chosen, name } = narrowed({ place, decision: ASIS }, { picture: 'beeswarm', keys, name: 'other' });
    expect(chosen.slice(0, 2)).toEqual(wish.chosen);
    expect(chosen[2]).toMatchObject({ picture: 'beeswarm', keys: [group], rows: [3, 9], threshold: null });
    expect(name).toBe(wish.name);
    const none = narrowed({ ...noWhole, place: firstPlace }, { picture: 'importance', keys: keys.slice(-1) });
    expect(none).toBe(NOBODY_ASKED);
  });
});

test('a file of them has cells, answers, and the attributions that are known', async () => {
  const asked: unknown[] = [];
  const file = await cohortFile({
    study: { outputs: ['bad'] },
    inspection: {
      output: 'bad',
      importance: { rows: 2, space: 'raw', explainer: 'tree-shap', exact: true, players: [] },
    },
    columns: [{ name: 'age', numeric: true, role: 'given' }],
    rows: {
      rows: Int32Array.of(1, 5, 9000),
      answers: Float64Array.of(0.1, 0.25, 0.9),
      truth: Float64Array.of(0, 0, 1),
      values: new Float64Array(3),
      explained: {
        places: Int32Array.of(2, 0),
        players: ['age'],
        values: Float64Array.of(0.5, -1),
        errors: null,
        base: 2,
      },
    },
    places: Int32Array.of(1, 2),
    async read(part) {
      asked.push(part);
      return [5, 9000].map((number) => ({ row: number, cells: [`=${number}`], answers: null, wrong: null }));
    },
  });
  expect((await file.text()).replace('\ufeff', '').split('\r\n')).toEqual([
    'row,age,answer.bad,explainer,space,base.bad,attribution.bad.age,standard_error.bad.age',
    "5,'=5,0.25,,,,,",
    "9000,'=9000,0.9,tree-shap,raw,2,0.5,",
    '',
  ]);
  expect(asked).toEqual([
    { from: 5, count: 2000 },
    { from: 9000, count: 2000 },
  ]);
});
