// Every picture of tables of people's own: names of sixty letters, thirty classes, missing values,
// one row. No text is cut off, none lies over another, and the sentences hold.

import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../../src/catalogue/languages.ts';
import { learnLater } from '../../../../src/catalogue/later.ts';
import { estimateWidth } from '../../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../../src/charts/scene/scene.ts';
import { modelChart, modelChartsFor } from '../../../../src/charts/whole/index.ts';
import { numberText, shareTickOf, signedNumbersOf } from '../../../../src/charts/whole/numbers.ts';
import { type ModelChartName, type Subject, sceneOf } from '../../../../src/charts/whole/picture.ts';
import {
  against,
  binary,
  errors,
  explainedRows,
  fairness,
  importanceOf,
  levelCurve,
  longName,
  manyNames,
  measure,
  multiclass,
  numericCurve,
  permutationOf,
  subjectOf,
  whole,
} from './fixtures.ts';
import { misplaced, textBoxes } from './text-boxes.ts';

const pictureOf = (name: ModelChartName, subject: Subject) => {
  const chart = modelChart(name);
  if (!chart?.accepts(subject)) throw new Error(`${name} is not drawn`);
  return chart.picture(subject);
};

const long = manyNames.slice(0, 4);
const classes = Array.from({ length: 30 }, (_, at) => `${longName} ${at}`);
const curves = [
  { ...numericCurve, column: long[0] },
  { ...levelCurve, column: long[3] },
];

/** Columns, levels and classes with long names, rows with missing values. */
const longNames = () =>
  subjectOf(
    {
      classes: [longName, `${longName}, not`],
      output: longName,
      importance: importanceOf(long),
      permutation: permutationOf(long),
      curves,
      errors: {
        ...errors,
        parts: errors.parts.map((part) => ({ ...part, condition: { column: long[0], most: 12.5 } })),
      },
      fairness: [
        {
          ...fairness,
          columns: [long[0], long[1]],
          groups: fairness.groups.map((group, at) => ({
            ...group,
            of: [
              { column: long[0], level: longName },
              at === 0 ? { column: long[1], missing: true as const } : group.of[0],
            ],
          })),
        },
      ],
    },
    { rows: explainedRows(60, long) },
  );
const thirtyClasses = () => subjectOf({ task: 'multiclass', classes, output: classes[3], performance: multiclass(30) });
/** Another table and another model with long names; the models are called alike. */
const compared = () => {
  const { inspection } = against(long);
  const file = `${longName.replaceAll(' ', '_')}.csv`;
  const [table, other] = [inspection.against, inspection.againstModel];
  return subjectOf({
    ...inspection,
    ...{ classes: [longName, `${longName}, not`], output: longName, model: { ...inspection.model, name: file } },
    against: table && { ...table, file },
    againstModel: other && { ...other, model: { ...other.model, name: file } },
  });
};
const twoHundred = () =>
  subjectOf(
    { importance: importanceOf(manyNames), permutation: permutationOf(manyNames) },
    { rows: explainedRows(40, manyNames) },
  );

/** Where the threshold that is used lies at the end of an axis. */
const atTheEdge = (confusion: (typeof binary)['decisions']['confusion'], [precision, recall]: readonly number[]) =>
  subjectOf({
    performance: {
      ...binary,
      decisions: { ...binary.decisions, confusion, precision: measure(precision), recall: measure(recall) },
    },
  });

const subjects: readonly (readonly [string, () => Subject])[] = [
  ['long names and missing values', longNames],
  ['thirty classes with long names', thirtyClasses],
  ['200 columns', twoHundred],
  ['another table and another model with long names', compared],
  ['all found', () => atTheEdge({ trueNegative: 60, falsePositive: 0, falseNegative: 0, truePositive: 40 }, [1, 1])],
  ['none found', () => atTheEdge({ trueNegative: 60, falsePositive: 0, falseNegative: 40, truePositive: 0 }, [0, 0])],
];

describe.each(subjects)('%s', (_, make) => {
  test.each(modelChartsFor(make()))('%s: no text is cut off or lies over another', async (name) => {
    for (const tag of ['en', 'de', 'fr', 'ar']) {
      const language = await loadLanguage([tag]);
      await learnLater(language);
      const subject = { ...make(), language };
      for (const width of [300, 760, 1000]) {
        const scene = sceneOf(pictureOf(name, subject), subject, { width, measure: estimateWidth });
        expect([tag, width, misplaced(scene, estimateWidth)]).toEqual([tag, width, []]);
      }
    }
  });
});

test('rows without a value have a place of their own, which the axis does not number', () => {
  const subject = subjectOf({}, { rows: explainedRows(60), choice: { column: 'sex' } });
  const scene = sceneOf(pictureOf('dependence', subject), subject, { width: 700, measure: estimateWidth });
  const flat = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...flat(mark.children ?? [])]);
  const lines = flat(scene.marks).find(({ key }) => key === 'missing')?.attributes ?? {};
  const [line] = String(lines.points ?? lines.d).match(/[\d.]+/) ?? [];
  const axis = flat(scene.marks).find(({ key }) => key === 'axis')?.children ?? [];
  const before = axis.filter(({ attributes }) => Number(attributes.x) < Number(line));
  expect(before.map(({ text }) => text)).toEqual(['missing']);
  expect(axis.length).toBeGreaterThan(3);
});

describe('one row', () => {
  const one = (change: Partial<Subject> = {}) => {
    const rows = { ...explainedRows(1), attributions: new Float64Array(4) };
    return subjectOf({ table: { ...whole.table, rows: 1, used: 1, known: 1 } }, { rows, ...change });
  };

  test('has no pictures of what tells rows apart', () => {
    const drawn = modelChartsFor(one());
    expect(drawn).toEqual(expect.arrayContaining(['beeswarm', 'dependence']));
    for (const name of ['heat-map', 'decision-plot', 'network'] as const) expect(drawn).not.toContain(name);
  });

  test('is not said to be moved by columns that do not move it', () => {
    expect(pictureOf('beeswarm', one()).sentence).toBe('No column moves the answers to these rows.');
    expect(pictureOf('dependence', one()).sentence).toBe('amount does not move the answers to these rows.');
  });

  test.each([
    [{ trueNegative: 0, falsePositive: 0, falseNegative: 0, truePositive: 1 }, 'Right on the only row.'],
    [
      { trueNegative: 0, falsePositive: 1, falseNegative: 0, truePositive: 0 },
      'Wrong on the only row. The commonest mistake: 1 row of “good” taken for “bad”.',
    ],
  ])('%j', (confusion, sentence) => {
    const performance = { ...binary, rows: 1, positives: 1, decisions: { ...binary.decisions, confusion } };
    const subject = subjectOf({ performance });
    expect(pictureOf('confusion', subject).sentence).toBe(sentence);
    // Of one class alone, every threshold finds all or none.
    for (const name of ['roc', 'precision-recall', 'gain'] as const)
      expect(modelChartsFor(subject)).not.toContain(name);
  });
});

describe('what is estimated from some of the rows says so', () => {
  const table = { ...whole.table, rows: 100_000, used: 100_000, known: 90_000 };

  test('curves, shuffled values, the error tree', () => {
    const subject = subjectOf({
      table,
      curves: [{ ...numericCurve, rows: 200 }],
      permutation: permutationOf(['amount']).map((one) => ({ ...one, rows: 1000 })),
      errors: { ...errors, rows: 10_000 },
    });
    expect(pictureOf('curve', subject).notes).toContain(
      'Estimated from rows that were drawn by lot: the mean from 200 of 100,000, the local effect from 100.',
    );
    expect(pictureOf('importance', subject).notes).toContain(
      'Values were shuffled in 1,000 rows of 90,000, drawn by lot.',
    );
    expect(pictureOf('error-tree', subject).notes).toContain('Looked for in 10,000 of 90,000 rows, drawn by lot.');
    for (const name of ['curve', 'importance', 'error-tree'] as const)
      expect(pictureOf(name, subjectOf()).notes.join(' ')).not.toMatch(/drawn by lot/);
  });

  test('pictures of single rows', () => {
    const subject = subjectOf({ table }, { rows: explainedRows(60) });
    for (const name of ['beeswarm', 'dependence', 'heat-map', 'decision-plot', 'network'] as const) {
      expect(pictureOf(name, subject).notes).toContain('60 of 100,000 rows are explained, drawn by lot.');
      const all = subjectOf({ table: { ...table, used: 60 } }, { rows: explainedRows(60) });
      expect(pictureOf(name, all).notes.join(' ')).not.toMatch(/drawn by lot/);
    }
  });

  test('a single row, while others are still explained', () => {
    const subject = subjectOf({ table }, { rows: explainedRows(1) });
    expect(pictureOf('dependence', subject).notes).toContain('1 of 100,000 rows is explained, drawn by lot.');
  });

  test('the strongest partner of a column', () => {
    const notes = (count: number, players?: readonly string[]) =>
      pictureOf('dependence', subjectOf({}, { rows: explainedRows(count, players) })).notes.join(' ');
    expect(notes(3000)).toContain('What this depends on most was looked for in 1,000 of 3,000 rows, evenly chosen.');
    expect(notes(100, manyNames)).toContain('looked for among the 20 of 200 columns that count most.');
    expect(notes(100)).not.toContain('looked for');
  });

  test('the strongest partner in Arabic, where the word for rows follows their number', async () => {
    const language = await loadLanguage(['ar']);
    await learnLater(language);
    const notes = (count: number) =>
      pictureOf('dependence', subjectOf({}, { rows: explainedRows(count), language })).notes.join(' ');
    expect(notes(3003)).toContain(' صفوف، مختارة');
    expect(notes(3050)).toContain(' صفًا، مختارة');
    expect(notes(3000)).toContain(' صف، مختارة');
  });
});

test('ticks of small shares differ', () => {
  const tick = shareTickOf(english);
  expect([0, 0.002, 0.004].map((value) => tick(value, 0.002).replace('\u00a0', ' '))).toEqual([
    '0.0 %',
    '0.2 %',
    '0.4 %',
  ]);
  expect(tick(0.2, 0.1)).toBe('20\u00a0%');
});

test('numbers are as fine as their intervals, and what is rounded to 0 has no sign', () => {
  const text = numberText({ value: -3.36, low: -165.69, high: 158.96 }, english);
  expect(text).toBe('−3 (−166 to 159)');
  expect(numberText(measure(0.5, 0.0312), english)).toBe('0.500 (0.469 to 0.531)');
  expect([0.001, 3, -3].map(signedNumbersOf(900, english))).toEqual(['0', '+3', '−3']);
});

test.each(['curve', 'gain', 'calibration'] as const)('%s: what stands below the other has the same axis', (name) => {
  const { marks } = sceneOf(pictureOf(name, subjectOf()), subjectOf(), { width: 700, measure: estimateWidth });
  const flat = (all: readonly Mark[]): Mark[] => all.flatMap((mark) => [mark, ...flat(mark.children ?? [])]);
  const axes = flat(marks).flatMap(({ key, children = [] }) =>
    key === 'axis' ? [children.map(({ text, attributes }) => [text, attributes.x])] : [],
  );
  expect(axes).toHaveLength(2);
  expect(axes[0]).toEqual(axes[1]);
  expect(axes[0].length).toBeGreaterThan(3);
});

test('from right to left, parts are moved in from the right, and labels stand where they would otherwise', async () => {
  const language = await loadLanguage(['ar']);
  await learnLater(language);
  const boxes = (name: ModelChartName, of: Subject) =>
    textBoxes(sceneOf(pictureOf(name, of), of, { width: 900, measure: estimateWidth }).marks, estimateWidth);
  const subject = { ...longNames(), language };
  const parts = boxes('error-tree', subject).filter(({ text }) => /\d (صف|صفًا|صفوف)$/.test(text));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts[0].right - parts[1].right).toBeCloseTo(16, 1);
  const flat = (all: readonly Mark[]): Mark[] => all.flatMap((mark) => [mark, ...flat(mark.children ?? [])]);
  for (const of of [subjectOf(), { ...subjectOf(), language }]) {
    const scene = sceneOf(pictureOf('roc', of), of, { width: 900, measure: estimateWidth });
    const dot = flat(scene.marks).find(({ key }) => key === 'threshold')?.attributes.cx;
    const label = textBoxes(scene.marks, estimateWidth).find(({ text }) => /threshold|العتبة/.test(text));
    expect((label?.left ?? 0) - Number(dot)).toBeCloseTo(11, 1);
  }
});
