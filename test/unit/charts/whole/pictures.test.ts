import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../../src/catalogue/languages.ts';
import { learnLater } from '../../../../src/catalogue/later.ts';
import { estimateWidth } from '../../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../../src/charts/scene/scene.ts';
import { carriersOf } from '../../../../src/charts/whole/carriers.ts';
import { pictureFile, pictureSvg } from '../../../../src/charts/whole/file.ts';
import { modelChart, modelCharts, modelChartsFor } from '../../../../src/charts/whole/index.ts';
import { readKey } from '../../../../src/charts/whole/mark-key.ts';
import { type ModelChartName, type Picture, type Subject, sceneOf } from '../../../../src/charts/whole/picture.ts';
import { tableCsv, tableTexts } from '../../../../src/charts/whole/tables.ts';
import type { Inspection } from '../../../../src/records/inspection.ts';
import {
  against,
  binary,
  explainedRows,
  fairness,
  importanceOf,
  manyNames,
  measure,
  multiclass,
  numericCurve,
  permutationOf,
  regression,
  subjectOf,
  whole,
} from './fixtures.ts';
import { misplaced } from './text-boxes.ts';

const canvasOf = (width: number) => ({ width, measure: estimateWidth });

const pictureOf = (name: ModelChartName, subject: Subject) => {
  const chart = modelChart(name);
  if (!chart?.accepts(subject)) throw new Error(`${name} is not drawn`);
  return chart.picture(subject);
};

const flat = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...flat(mark.children ?? [])]);
const marksOf = (name: ModelChartName, subject: Subject, width = 700) =>
  flat(sceneOf(pictureOf(name, subject), subject, canvasOf(width)).marks);
const textsOf = (marks: readonly Mark[]) => marks.flatMap(({ text }) => text ?? []);

const regressionSubject = () =>
  subjectOf({ task: 'regression', classes: null, output: 'price', performance: regression, fairness: null });
const classNames = Array.from({ length: 30 }, (_, at) => `class number ${at}`);
const thirty = () =>
  subjectOf({ task: 'multiclass', classes: classNames, output: 'class number 3', performance: multiclass(30) });
const wide = () => subjectOf({ importance: importanceOf(manyNames), permutation: permutationOf(manyNames) });
/** Of one row, most is not defined and nothing has an interval. */
const oneRow = () => {
  const none = { value: null, low: null, high: null };
  return subjectOf({
    performance: {
      ...binary,
      rows: 1,
      positives: 1,
      rocAuc: none,
      roc: { falsePositiveRate: [], truePositiveRate: [], threshold: [] },
      precisionRecall: { precision: [1], recall: [1], threshold: [0.9] },
      decisions: {
        ...binary.decisions,
        specificity: none,
        precision: none,
        confusion: { trueNegative: 0, falsePositive: 0, falseNegative: 1, truePositive: 0 },
      },
      calibration: { uniform: [], quantile: [] },
      calibrationError: null,
      gain: [{ share: 1, gain: none, lift: none }],
    },
    importance: {
      ...importanceOf(['x']),
      rows: 1,
      players: [{ ...importanceOf(['x']).players[0], importance: none, raises: none }],
    },
    permutation: [{ name: 'x', increase: none }],
    fairness: [
      {
        ...fairness,
        demographicParity: { largest: null, smallest: null, difference: none, ratio: none },
        fourFifths: null,
        gaps: null,
      },
    ],
  });
};

const subjects: readonly (readonly [string, () => Subject])[] = [
  ['two classes', () => subjectOf()],
  ['a regression', regressionSubject],
  ['thirty classes', thirty],
  ['200 columns', wide],
  ['one row', oneRow],
  ['rows that are explained', () => subjectOf({}, { rows: explainedRows(60) })],
  ['another table and another model', against],
  ['another table of 200 columns', () => against(manyNames)],
  ['one row that is explained', () => subjectOf({}, { rows: explainedRows(1, ['x']) })],
];

describe.each(subjects)('%s', (_, make) => {
  const subject = make();
  const names = modelChartsFor(subject);

  test.each(names)('%s: everything lies within its drawing, at any width', (name) => {
    for (const width of [300, 390, 700, 1400]) {
      const scene = sceneOf(pictureOf(name, subject), subject, canvasOf(width));
      const all = flat(scene.marks);
      expect(JSON.stringify(all)).not.toMatch(/NaN|undefined|Infinity/);
      expect(scene.height).toBeGreaterThan(60);
      expect([width, misplaced(scene, estimateWidth)]).toEqual([width, []]);
      for (const { tag, attributes } of all)
        if (tag === 'rect')
          expect([Number(attributes.width) >= 0, Number(attributes.height) >= 0]).toEqual([true, true]);
    }
  });

  test.each(names)('%s: marks, readouts, table and CSV go together', (name) => {
    const picture = pictureOf(name, subject);
    const drawn = new Set(marksOf(name, subject).flatMap(({ attributes }) => attributes['data-key'] ?? []));
    expect([...drawn].sort()).toEqual([...new Set(picture.marks.map(({ key }) => key))].sort());
    for (const { key, says } of picture.marks) {
      expect(readKey(key)).toHaveProperty('kind');
      expect(says).not.toMatch(/undefined|NaN|null/);
    }
    const lines = tableCsv(picture.table).trimEnd().split('\r\n');
    expect(lines).toHaveLength(picture.table.rows.length + 1);
    expect(tableTexts(picture.table, english).flat().join()).not.toMatch(/NaN|undefined/);
    expect(picture.sentence).not.toMatch(/NaN|undefined|null/);
  });

  test.each(names)('%s: its file says what it shows, without a key', (name) => {
    const picture = pictureOf(name, subject);
    const svg = pictureSvg(picture, subject, canvasOf(700));
    expect(svg).toContain('<title>');
    expect(svg).not.toMatch(/data-|class=/);
  });
});

test('a drift is told from chance, and the sentences name what drifts and what that does', () => {
  const subject = against();
  expect(pictureOf('drift', subject).sentence).toBe(
    '2 of 3 columns differ by more than chance would explain, most of all age and income (index 0.400).',
  );
  const faint = marksOf('drift', subject).filter(({ attributes }) => attributes['fill-opacity'] === 0.3);
  expect(faint.filter(({ key }) => key.startsWith('bar-'))).toHaveLength(2);
  expect(pictureOf('moved', subject).sentence).toBe(
    '“bad” is 15.0 higher on average there (percentage points). Most of that comes by age and income.',
  );
  expect(pictureOf('two-models', subject).marks[1].says).toMatch(/^income: not given to the first, 10.0/);
});

describe('sentences of comparisons say no more than their numbers', () => {
  type Against = NonNullable<Inspection['against']>;
  type Versus = NonNullable<Inspection['againstModel']>;
  const movedBy = (...differences: readonly number[]) => {
    const { inspection } = against();
    const moved = differences.map((value, at) => ({
      ...{ name: `c${at}`, difference: measure(value, 0.01), first: value, second: 0 },
    }));
    return subjectOf({ ...inspection, against: { ...(inspection.against as Against), moved } });
  };

  test.each([
    [[0.3, -0.2], '“bad” is 10.0 higher on average there (percentage points). Most of that comes by c0.'],
    [[-0.3, 0.2], '“bad” is 10.0 lower on average there (percentage points). Most of that comes by c0.'],
    [[0.3, -0.3], 'Answers are the same on average as here. What differs most is the effect of c0 and c1.'],
    [[0.001], '“bad” is 0.100 higher on average there (percentage points). No column does anything else for certain.'],
    [[0, 0], 'Answers are the same on average as here. No column does anything else for certain.'],
  ])('effects that differ by %j', (differences, sentence) => {
    expect(pictureOf('moved', movedBy(...differences)).sentence).toBe(sentence);
  });

  test('what is pale is explained where it is, and only there', () => {
    const keys = (name: ModelChartName, subject: Subject) => pictureOf(name, subject).legend.map(({ key }) => key);
    expect(keys('moved', movedBy(0.3, 0.001))).toContain('chance');
    expect(keys('moved', movedBy(0.3, 0.2))).not.toContain('chance');
    expect(keys('drift', against())).toContain('chance');
    expect(keys('drift', against(['age']))).not.toContain('chance');
  });

  const versus = (change: (columns: NonNullable<Versus['columns']>) => Versus['columns'], name = 'forest.onnx') => {
    const { inspection } = against();
    const found = inspection.againstModel as Versus;
    const model = { ...found.model, name };
    return subjectOf({ ...inspection, againstModel: { ...found, model, columns: change(found.columns ?? []) } });
  };

  test('two models that use columns alike, and one column that they do not', () => {
    const none = measure(0, 0);
    const same = versus((columns) => columns.map((one) => ({ ...one, apart: none, difference: none })));
    expect(pictureOf('two-models', same).sentence).toBe('The two use all columns alike.');
    expect(
      pictureOf(
        'two-models',
        versus((columns) => columns.slice(0, 1)),
      ).sentence,
    ).toBe('age is, for “bad”, what the two use most differently.');
  });

  test('two models that are called alike are told apart', () => {
    const { title, legend, table } = pictureOf(
      'two-models',
      versus((columns) => columns, 'gbt.onnx'),
    );
    expect(title).toBe('gbt.onnx, this one and gbt.onnx, the other');
    expect(new Set(legend.map(({ label }) => label)).size).toBe(legend.length);
    expect(new Set(table.columns.map(({ name }) => name)).size).toBe(table.columns.length);
  });
});

test('nothing is drawn of what was not found out', () => {
  const empty = {
    performance: null,
    importance: null,
    permutation: null,
    curves: null,
    together: null,
    fairness: null,
    errors: null,
  };
  expect(modelChartsFor(subjectOf(empty))).toEqual([]);
  expect(modelChartsFor(subjectOf({ ...empty, importance: importanceOf([]), permutation: [], fairness: [] }))).toEqual(
    [],
  );
});

test('each picture is drawn of some inspection', () => {
  const drawn = new Set(subjects.flatMap(([, make]) => modelChartsFor(make())));
  expect(modelCharts.map(({ name }) => name).filter((name) => !drawn.has(name))).toEqual([]);
});

test('the curve marks the threshold that is used', () => {
  const marks = marksOf('roc', subjectOf());
  expect(textsOf(marks)).toContain('threshold 50\u00a0%');
  const [point] = marks.filter(({ key }) => key === 'threshold');
  const [low, high] = ['0\u00a0%', '100\u00a0%'].map((label) =>
    Number(marks.find(({ key, attributes }) => key === label && attributes['text-anchor'] === 'middle')?.attributes.x),
  );
  expect(Number(point.attributes.cx)).toBeCloseTo(low + (8 / 60) * (high - low), 0);
});

test('of many classes one stands against the rest, the explained one unless another is chosen', () => {
  expect(pictureOf('roc', thirty()).title).toBe('ROC curve: class number 3');
  expect(pictureOf('roc', { ...thirty(), choice: { class: 'class number 7' } }).title).toBe(
    'ROC curve: class number 7',
  );
  expect(marksOf('roc', thirty()).filter(({ key }) => key.startsWith('other-'))).toHaveLength(29);
});

test.each([
  [0.5, '50 %'],
  [0.07, '7 %'],
  [1 / 3, '33.3 %'],
  [0.001234, '0.123 %'],
  [0.99876, '99.876 %'],
  [1e-9, '<0.001 %'],
  [0, '0 %'],
  [1, '100 %'],
])('the threshold %d is written as %s', (threshold, written) => {
  const decisions = { ...binary.decisions, threshold };
  const subject = subjectOf({ performance: { ...binary, decisions } });
  const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
  expect(textsOf(marksOf('roc', subject)).map(spaced)).toContain(`threshold ${written}`);
  expect(pictureOf('confusion', subject).notes.map(spaced)).toContain(`Taken for “bad” from ${written} on.`);
});

test('the curve and its readouts, the groups and their line write thresholds alike', () => {
  const places = pictureOf('roc', subjectOf()).marks.map(({ says }) => says.split(' ').slice(4, 5).join());
  expect(places).toEqual(['80\u00a0%', '50\u00a0%', '20\u00a0%', '1\u00a0%']);
  expect(pictureOf('rates', subjectOf()).notes).toContain('Rows are taken for the class from 50\u00a0% on.');
  const price = subjectOf({ task: 'regression', classes: null, output: 'price', performance: regression });
  expect(pictureOf('rates', price).notes).toContain('Rows are taken for the class from 0.5 on.');
});

test('of many classes every cell with rows has its number, and the others are empty', () => {
  const wide = marksOf('confusion', thirty(), 700).filter(({ key }) => key === 'count');
  const counted = pictureOf('confusion', thirty()).table.rows.filter(([, , rows]) => Number(rows) > 0);
  expect(wide.map(({ text }) => text).filter((text) => text === '0')).toEqual([]);
  expect(wide.length).toBe(counted.length);
});

test('the confusion of the class in first place stands the right way round', () => {
  const rows = pictureOf('confusion', subjectOf({ classes: ['bad', 'good'] })).table.rows;
  expect(rows).toEqual([
    ['bad', 'bad', 28],
    ['bad', 'good', 12],
    ['good', 'bad', 8],
    ['good', 'good', 52],
  ]);
  expect(pictureOf('confusion', subjectOf()).table.rows).toEqual([
    ['good', 'good', 52],
    ['good', 'bad', 8],
    ['bad', 'good', 12],
    ['bad', 'bad', 28],
  ]);
});

test('the sentence of calibration names where it is off by more than chance', () => {
  expect(pictureOf('calibration', subjectOf()).sentence).toBe(
    'What it says and what is found are 8 % apart on average. Furthest where it says 85 %: 55 % (45 % to 65 %) are found.'.replaceAll(
      ' %',
      '\u00a0%',
    ),
  );
});

test('of 200 columns the largest have bars, the rest one together, and the table has all', () => {
  const picture = pictureOf('importance', wide());
  expect(picture.marks).toHaveLength(20);
  expect(picture.table.rows).toHaveLength(200);
  const rest = importanceOf(manyNames)
    .players.slice(20)
    .reduce((sum, { plain }) => sum + plain, 0);
  expect(textsOf(marksOf('importance', wide()))).toEqual(
    expect.arrayContaining(['180 others together', (100 * rest).toFixed(1)]),
  );
});

test('names that are shortened to the same are numbered, and stand in full in a file', () => {
  const names = marksOf('importance', wide()).filter(({ key }) => key === 'name');
  expect(new Set(textsOf(names)).size).toBe(21);
  const file = pictureSvg(pictureOf('importance', wide()), wide(), canvasOf(700));
  expect(file).toContain(manyNames[7]);
});

test('small groups are grey, with the reason', () => {
  const picture = pictureOf('rates', subjectOf());
  expect(picture.marks[2].says).toMatch(/^age above 50, 9 rows: .*; too few rows to compare\.$/);
  const [small] = marksOf('rates', subjectOf()).filter(({ key }) => key === 'g2');
  const fills = flat([small]).flatMap(({ key, attributes }) => (key.startsWith('bar-') ? [attributes.fill] : []));
  expect(fills).toEqual(['muted', 'muted', 'muted']);
});

test('what carries the difference of a small group says that it is small', () => {
  const subject = subjectOf();
  const notes = (small: 'rows' | null) => {
    const [division] = subject.inspection.fairness ?? [];
    const groups = division.groups.map((group, at) => (at === 0 ? { ...group, small } : group));
    const inspection = { ...subject.inspection, fairness: [{ ...division, groups }] };
    return pictureOf('gap', { ...subject, inspection }).notes.join(' ');
  };
  expect(notes('rows')).toMatch(/too few rows for a comparison/);
  expect(notes(null)).not.toMatch(/too few/);
});

test('the columns that carry a difference begin where the one before ends, and end at all of it', () => {
  const bars = marksOf('gap', subjectOf()).filter(({ key }) => key === 'bar-0-0');
  const [age, amount, sex, all] = bars.map(({ attributes }) => [
    Number(attributes.x),
    Number(attributes.x) + Number(attributes.width),
  ]);
  expect(age[1]).toBeCloseTo(amount[0], 1);
  expect(sex[1]).toBeCloseTo(amount[1], 1);
  expect(sex[0]).toBeCloseTo(all[1], 1);
});

test('a curve says where answers are lowest and highest, of numbers and of levels', () => {
  expect(pictureOf('curve', subjectOf()).sentence).toBe(
    'On average, the answer is lowest, 20 %, where amount is 0, and highest, 50 %, where it is 20.'.replaceAll(
      ' %',
      '\u00a0%',
    ),
  );
  const levels = pictureOf('curve', subjectOf({}, { choice: { column: 'job' } }));
  expect(levels.sentence).toMatch(/lowest, 30\s%, where job is clerk, and highest, 50\s%, where it is none\.$/);
  expect(levels.table.rows.map(([level]) => level)).toEqual(['none', 'clerk', 'manager']);
});

test('what two columns do together has a colour where it is larger than its error', () => {
  const picture = pictureOf('together', subjectOf());
  expect(picture.sentence).toBe(
    'Together the two move the answer most, by +6.00 percentage points, where amount is about 0 and age about 20.',
  );
  const cells = marksOf('together', subjectOf()).filter(({ key }) => key === 'cell');
  const shades = cells.map(({ attributes }) => `${attributes.fill} ${attributes['fill-opacity']}`);
  expect(shades.slice(0, 5)).toEqual(['toward 0.700', 'toward 0', 'away 0.233', 'away 0.583', 'toward 0']);
  expect(picture.marks[1].says).toBe('amount about 0, age about 35: +1.00 ± 1.50, which could be 0.');
  expect(picture.marks[7].says).toBe('amount about 10, age about 80: too few rows to tell.');
  expect(readKey(picture.marks[1].key)).toMatchObject({ from: [0, 27.5], to: [5, 42.5] });
  const { together } = subjectOf().inspection;
  const unsure = subjectOf({
    together: together && { ...together, half: together.half.map((row) => row.map(() => 1)) },
  });
  expect(pictureOf('together', unsure).sentence).toMatch(/^Nothing that amount and age do together/);
});

test('values of a column stand beside their fields in full, or not at all', () => {
  const { together } = subjectOf().inspection;
  const edges = [Array.from({ length: 9 }, (_, at) => at - 4.321), [20, 35, 50, 80]];
  const row = (value: number | null) => edges[0].map(() => edges[1].map(() => value));
  const subject = subjectOf({
    together: together && { ...together, edges, effect: row(0.1) as number[][], half: row(0.01) },
  } as Partial<Inspection>);
  for (const width of [340, 700]) {
    const texts = textsOf(marksOf('together', subject, width));
    const shown = texts.filter((text) => /^−?\d\.\d{3}$/.test(text));
    expect([shown.length, shown[0]]).toEqual([width === 340 ? 5 : 9, '−4.321']);
    expect(texts.filter((text) => text.includes('…'))).toEqual([]);
  }
});

test('bars of two models have one scale: the same length is the same number', () => {
  const { inspection } = against();
  const { againstModel } = inspection;
  const [one] = againstModel?.columns ?? [];
  const columns = [{ ...one, first: measure(0.99494), second: measure(0.5), apart: measure(0.5) }];
  const subject = subjectOf({ ...inspection, againstModel: againstModel && { ...againstModel, columns } });
  const bars = marksOf('two-models', subject).filter(({ key }) => key.startsWith('bar-'));
  const [first, second, apart] = bars.map(({ attributes }) => Number(attributes?.width));
  expect(second / first).toBeCloseTo(0.5 / 0.99494, 2);
  expect(apart).toBeCloseTo(second, 1);
});

test.each(['rates', 'importance', 'leading', 'gap'] as const)('%s: two side by side have one scale', (name) => {
  const half = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' && one < 1 ? one / 2 : one)) as T;
  const { inspection } = subjectOf();
  const { importance, fairness: divisions, permutation } = inspection;
  const [these, others] = [subjectOf(), subjectOf(half({ importance, fairness: divisions, permutation }))];
  const [first, second] = [pictureOf(name, these), pictureOf(name, others)];
  const longest = (own: Picture, subject: Subject, beside: Picture | null) =>
    Math.max(
      ...flat(sceneOf(own, subject, canvasOf(700), beside).marks)
        .filter(({ key }) => key.startsWith('bar-0'))
        .map(({ attributes }) => Number(attributes.width)),
    );
  expect(longest(second, others, first)).toBeLessThan(0.6 * longest(first, these, second));
  expect(longest(second, others, null)).toBeGreaterThan(1.4 * longest(second, others, first));
});

test('most of a difference is said to come by columns that carry most of it', () => {
  const columns = (...values: number[]) => values.map((value, at) => ({ name: `${at}`, difference: measure(value) }));
  const named = (found: ReturnType<typeof carriersOf>) => [found.named.map(({ name }) => name).join(), found.mostly];
  expect(named(carriersOf(columns(0.37, 0.02, -0.01, 0.01), 0.4))).toEqual(['0', true]);
  expect(named(carriersOf(columns(0.2, -0.15, 0.1, 0.05), 0.2))).toEqual(['0,2,3', true]);
  expect(named(carriersOf(columns(...Array(20).fill(0.05)), 1))).toEqual(['0,1,2', false]);
  expect(named(carriersOf(columns(0.2, -0.2), 0))).toEqual(['', false]);
});

test('a column without a value has no curve, and one with a single value has a point', () => {
  const empty = { ...numericCurve, grid: [], mean: [], centred: [], single: [], local: null };
  expect(modelChartsFor(subjectOf({ curves: [empty] }))).not.toContain('curve');
  const single = {
    ...numericCurve,
    grid: [7],
    mean: [measure(0.3)],
    centred: [measure(0)],
    single: [[0.2]],
    local: null,
  };
  const subject = subjectOf({ curves: [empty, single] });
  expect(pictureOf('curve', subject).sentence).toBe('amount has a single value in these rows.');
  expect(JSON.stringify(marksOf('curve', subject))).not.toMatch(/NaN|undefined/);
});

test('titles and sentences name a protected column without its mark', () => {
  const rows = explainedRows(60);
  const words = {
    ...subjectOf().words,
    label: (column: string) => `protected: ${column}`,
    plain: (column: string) => column,
  };
  const subject = subjectOf({}, { rows, words, choice: { column: 'amount' } });
  expect(pictureOf('curve', subject).title).toBe('Answers by amount');
  for (const name of ['curve', 'dependence', 'error-tree'] as const) {
    const { title, sentence, notes, marks } = pictureOf(name, subject);
    expect([title, sentence, ...notes, ...marks.map(({ says }) => says)].join(' ')).not.toContain('protected: ');
  }
  for (const name of ['curve', 'dependence'] as const)
    expect(textsOf(marksOf(name, subject))).toContain('protected: amount');
});

test('of several columns that are named in a row, the mark of one cannot be taken for all of them', () => {
  const words = {
    ...subjectOf().words,
    label: (column: string) => `protected: ${column}`,
    plain: (column: string) => column,
  };
  const { inspection } = against();
  const subject = subjectOf(inspection, { rows: explainedRows(60), words });
  for (const name of ['importance', 'gap', 'beeswarm', 'heat-map', 'drift', 'moved', 'two-models'] as const) {
    expect([name, pictureOf(name, subject).sentence]).not.toEqual([name, expect.stringContaining('protected: ')]);
    expect(textsOf(marksOf(name, subject)).join()).toContain('protected: ');
  }
});

test('a condition on missing values is said as a sentence', () => {
  const part = (missing: boolean) => ({
    condition: { column: 'age', missing },
    rows: 50,
    error: measure(0.2),
    parts: [],
  });
  const subject = subjectOf({
    errors: {
      condition: null,
      rows: 100,
      error: measure(0.1),
      parts: [part(false), { ...part(true), error: measure(0) }],
    },
  });
  expect(pictureOf('error-tree', subject).sentence).toMatch(/^It fails most where age is not missing: /);
  expect(pictureOf('error-tree', subject).marks[2].says).toMatch(/^age is missing, 50 rows: /);
});

test('the error tree names the part in which it fails most, with all conditions', () => {
  const { sentence, marks } = pictureOf('error-tree', subjectOf());
  expect(sentence).toMatch(/^It fails most where age at most 30 and job is none: 60\s% \(/);
  expect(marks.map(({ key }) => readKey(key))).toContainEqual({ kind: 'part', path: [0, 0] });
  const alone = subjectOf({ errors: { condition: null, rows: 100, error: measure(0.2), parts: [] } });
  expect(pictureOf('error-tree', alone).sentence).toMatch(/^No part of the rows stands out/);
});

test('CSV has all digits of a number and both ends of its interval', () => {
  const [header, first] = tableCsv(pictureOf('importance', subjectOf()).table).slice(1).split('\r\n');
  expect(header).toBe('column,importance,importance.low,importance.high,permutation,permutation.low,permutation.high');
  expect(first.split(',').map(Number).slice(1)).toEqual([
    0.2,
    0.2 - 0.05,
    0.25,
    0.06 - 0.005,
    0.06 - 0.005 - 0.01,
    0.06 - 0.005 + 0.01,
  ]);
});

test('a legend says what intervals are where there are any', () => {
  const subject = against();
  const keys = (of: Subject): string[] => pictureOf('moved', of).legend.map(({ key }) => key);
  const { inspection } = subject;
  const without = (inspection.against?.moved ?? []).map((one) => ({
    ...one,
    difference: { ...one.difference, low: null, high: null },
  }));
  const found = { ...inspection.against, moved: without } as Inspection['against'];
  expect(keys(subject)).toContain('interval');
  expect(keys({ ...subject, inspection: { ...inspection, against: found } })).not.toContain('interval');
});

test('a file is named by its model, its class and its picture', () => {
  expect(pictureFile('roc', { inspection: whole }, 'svg')).toBe('oriel_gbt_bad_roc.svg');
});

test.each(['de', 'ar-XB'])('all of it is said in the language %s', async (tag) => {
  const language = await loadLanguage([tag]);
  await learnLater(language);
  for (const [, make] of subjects) {
    const subject = { ...make(), language };
    for (const name of modelChartsFor(subject)) {
      const picture = pictureOf(name, subject);
      expect(picture.sentence).not.toBe(pictureOf(name, make()).sentence);
      expect(JSON.stringify(sceneOf(picture, subject, canvasOf(390)))).not.toMatch(/NaN|undefined/);
    }
  }
});
