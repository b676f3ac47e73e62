// What the page counts of some rows by itself: of all of them it is what the engine found.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOBODY_ASKED, narrowed, writeCohort } from '../../../../src/app/whole/cohort-text.ts';
import { columnsToCompare } from '../../../../src/app/whole/compared-columns.ts';
import { createLooking, explainedRows, type OnShow, onShow } from '../../../../src/app/whole/on-show.ts';
import { firstPlace, WORST } from '../../../../src/app/whole/place.ts';
import { readMark, rowsOfMark } from '../../../../src/app/whole/rows-of-mark.ts';
import { ASIS, type Inspected, noWhole, type WholeModel } from '../../../../src/app/whole/whole-model.ts';
import { markText, rowWords } from '../../../../src/app/whole/words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import { type MarkMeaning, writeKey } from '../../../../src/charts/whole/mark-key.ts';
import type { RowCondition } from '../../../../src/library/index.ts';
import { given, openLibrary } from '../../library/support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

/** A shipped model, looked at as the page does. */
async function looked(model: string): Promise<WholeModel> {
  const [folder] = model.split('/');
  const opened = await oriel.open([given(`${model}.onnx`), given(`${folder}/data.csv`), given(`${model}.card.json`)]);
  const job = opened.inspect({ curves: 2, explained: 60, backend: 'wasm' });
  const inspection = await job.result;
  const { rows } = job.status();
  const { columns } = await opened.listing();
  const inspected: Inspected = {
    ...{ study: opened.facts, state: 'done', progress: null, inspection, rows, columns, error: null },
  };
  return { ...noWhole, inspected };
}

const seenOf = (whole: WholeModel): OnShow => onShow(whole) as OnShow;

let credit: WholeModel;
let penguins: WholeModel;
let diabetes: WholeModel;
beforeAll(async () => {
  credit = await looked('credit/gbt');
  penguins = await looked('penguins/forest');
  diabetes = await looked('diabetes/gbt');
}, 120_000);

/** Places of the rows of a mark. */
function marked(whole: WholeModel, mark: MarkMeaning | typeof WORST): number[] {
  const { inspection, judged, groups, places } = seenOf(whole);
  const inspected = whole.inspected as Inspected;
  const { curves } = inspected.inspection as NonNullable<Inspected['inspection']>;
  const given = {
    study: inspected.study,
    inspection: { curves, errors: inspection.errors },
    judged: judged!,
    groups,
    places,
  };
  return [...(rowsOfMark(mark, given) ?? [])];
}

const OLDER: readonly RowCondition[] = [{ about: { of: 'column', name: 'age' }, least: 30 }];

/** Rows that were found to meet some conditions; null: they are being looked for. */
function meeting(
  whole: WholeModel,
  found: readonly number[] | null,
  { wanted = OLDER, name = '' }: { readonly wanted?: readonly RowCondition[]; readonly name?: string } = {},
): WholeModel {
  const cohort = writeCohort({ ...NOBODY_ASKED, conditions: wanted, name });
  return { ...whole, place: { ...whole.place, cohort }, cohort: { conditions: OLDER, found } };
}

describe('of all rows it is what the engine found', () => {
  const all = (whole: WholeModel): WholeModel => meeting(whole, [...(whole.inspected?.rows?.rows ?? [])]);

  test('of two classes, of more, and of numbers', () => {
    for (const whole of [credit, penguins, diabetes]) {
      const { performance, importance, errors } = whole.inspected!.inspection!;
      const { inspection, rest } = seenOf(all(whole));
      expect([inspection.performance, inspection.errors, rest]).toEqual([performance, errors, null]);
      // The order of the rows decides the last bits.
      expect(inspection.importance?.players.map(({ name }) => name)).toEqual(
        importance?.players.map(({ name }) => name),
      );
    }
  });

  test('groups of what the card protects, and what carries their gaps', () => {
    for (const found of credit.inspected!.inspection!.fairness!) {
      const [of] = found.columns;
      const { fairness } = seenOf({ ...credit, place: { ...firstPlace, part: 'whom', of } }).inspection;
      expect({ ...fairness![0], gaps: null }).toEqual({ ...found, gaps: null });
      const gaps = (one: typeof found) => one.gaps?.map((gap) => gap && [gap.rows, gap.columns.length]);
      expect(gaps(fairness![0])).toEqual(gaps(found));
      for (const [at, gap] of (fairness![0].gaps ?? []).entries())
        expect(gap?.difference ?? 0).toBeCloseTo(found.gaps![at]?.difference ?? 0, 10);
    }
  });
});

test('a part and the rest are all rows; nothing is said of what was found out of all alone', () => {
  const rows = [...credit.inspected!.rows!.rows];
  const { inspection, rest, places } = seenOf(meeting(credit, rows.slice(0, 50)));
  expect([places.length, inspection.table.used, rest?.table.used]).toEqual([50, 50, 150]);
  expect([inspection.curves, inspection.permutation]).toEqual([null, null]);
  const counted = [inspection, rest!].map(({ performance }) => performance?.kind === 'binary' && performance.rows);
  expect(counted).toEqual([50, 150]);
  expect((inspection.importance?.rows ?? 0) + (rest?.importance?.rows ?? 0)).toBe(60);
  const none = seenOf(meeting(credit, []));
  expect([none.places.length, none.pending, none.inspection.performance]).toEqual([0, false, null]);
});

test('while rows of conditions are looked for, nothing is said of any, nor of rows of other conditions', () => {
  const rows = [...credit.inspected!.rows!.rows];
  const younger: readonly RowCondition[] = [{ about: { of: 'column', name: 'age' }, most: 30 }];
  const begun = meeting(credit, null);
  for (const whole of [begun, { ...begun, cohort: null }, meeting(credit, rows.slice(0, 50), { wanted: younger })]) {
    const { inspection, rest, places, pending } = seenOf(whole);
    expect([pending, places.length, rest]).toEqual([true, 0, null]);
    const { performance, importance, fairness, errors, permutation, curves, together } = inspection;
    const said = [performance, importance, fairness, errors, permutation, curves, together];
    expect(said.every((one) => one === null)).toBe(true);
  }
  // Without conditions there is nothing to wait for, and what was found for others narrows nothing.
  const all = seenOf({ ...meeting(credit, rows.slice(0, 50)), place: firstPlace });
  expect([all.pending, all.places.length]).toEqual([false, 200]);
});

test('nothing is counted again for another name, another tab, or news of what does not matter', () => {
  const looking = createLooking();
  const look = (whole: WholeModel): OnShow => looking(whole) as OnShow;
  const counted = ({ inspection, rest, decided }: OnShow) => [
    decided,
    ...[inspection, rest].flatMap((one) => [one?.performance, one?.importance, one?.errors]),
  ];
  const found = [...credit.inspected!.rows!.rows].slice(0, 100);
  const begun = meeting(credit, found);
  const first = counted(look(begun));
  expect(first.every((one) => one != null)).toBe(true);
  const same = (whole: WholeModel): void => {
    for (const [at, one] of counted(look(whole)).entries()) expect(one).toBe(first[at]);
  };
  same({ ...begun, place: meeting(credit, null, { name: 'older' }).place });
  same({ ...begun, place: { ...begun.place, part: 'by' } });
  const inspected = credit.inspected!;
  same({ ...begun, inspected: { ...inspected, progress: { phase: 'curves', done: 1, total: 2, milliseconds: 9 } } });
  // An inspection that has grown is another object, all of it.
  same({ ...begun, inspected: { ...inspected, inspection: structuredClone(inspected.inspection) } });
  const whom = look({ ...begun, place: { ...begun.place, part: 'whom', of: 'age' } });
  look({ ...begun, place: { ...begun.place, part: 'by', of: 'age' } });
  const again = look({ ...begun, place: { ...begun.place, part: 'whom', of: 'age', picture: 'gap' } });
  expect(again.inspection.fairness![0]).toBe(whom.inspection.fairness![0]);
  // Rows that are explained by now are judged as they were before.
  const explained = { ...inspected, rows: { ...inspected.rows!, explained: null } };
  const another = createLooking();
  const [before, now] = [explained, inspected].map((one) => another({ ...credit, inspected: one }) as OnShow);
  expect([now.judged!.scores, now.places]).toEqual([before.judged!.scores, before.places]);
  expect([now.judged!.scores === before.judged!.scores, now.places === before.places]).toEqual([true, true]);
  expect(now.judged!.all).toBe(inspected.rows);
  // Costs change what decisions are worth, and nothing else.
  const costly = counted(look({ ...begun, decision: { ...ASIS, falseNegative: 5 } }));
  const changed = costly.map((one, at) => one !== first[at]);
  expect(changed).toEqual([true, true, false, false, true, false, false]);
  // Marks of pictures are as they were where only more curves are known.
  const marks = writeCohort(narrowed(credit, { picture: null, keys: [writeKey({ kind: 'part', path: [] })] }));
  const chosen = { ...credit, place: { ...firstPlace, cohort: marks } };
  const fewer = { ...inspected, inspection: { ...inspected.inspection!, curves: [] } };
  expect(look({ ...chosen, inspected: fewer }).places).toBe(look(chosen).places);
  // Other rows are counted.
  const other = look(meeting(credit, found.slice(0, 90)));
  expect([other.inspection.table.used, other.inspection.performance]).toEqual([
    90,
    seenOf(meeting(credit, found.slice(0, 90))).inspection.performance,
  ]);
  expect(other.inspection.performance).not.toEqual(first[1]);
});

describe('rows that were chosen in pictures', () => {
  const seenBy = (whole: WholeModel, keys: readonly string[]): OnShow => {
    const wish = narrowed(whole, { picture: null, keys });
    return seenOf({ ...whole, place: { ...whole.place, cohort: writeCohort(wish) } });
  };

  test('are those that the marks lead to, each choice within the one before', () => {
    const known = writeKey({ kind: 'confusion', truth: 1, answer: 0 });
    const bad = marked(credit, { kind: 'confusion', truth: 1, answer: 0 });
    const { places, rest, inspection } = seenBy(credit, [known]);
    expect([[...places], rest?.table.used]).toEqual([bad.toSorted((a, b) => a - b), 200 - bad.length]);
    expect(inspection.performance).toMatchObject({ rows: bad.length });
    const by = { ...firstPlace, part: 'whom', of: 'age', across: 'personal_status' } as const;
    const within = {
      ...credit,
      place: { ...by, cohort: writeCohort(narrowed(credit, { picture: null, keys: [known] })) },
    };
    const key = writeKey({ kind: 'group', division: 0, group: 0 });
    const group = seenOf(within).groups?.[0].rows ?? [];
    expect([...seenBy(within, [key]).places]).toEqual([...group]);
    // As the line was when they were chosen, wherever it is now.
    const moved = seenOf({
      ...credit,
      place: { ...firstPlace, cohort: within.place.cohort },
      decision: { ...ASIS, threshold: 0.9 },
    });
    expect(moved.places).toEqual(places);
  });

  test('single rows', () => {
    const { rows } = credit.inspected!.rows!;
    const keys = [rows[7], rows[3]].map((row) => writeKey({ kind: 'row', row, column: null }));
    expect([...seenBy(credit, keys).places]).toEqual([3, 7]);
  });
});

test('two columns divide the rows together; small groups say why, and the largest are compared', () => {
  const crossed = seenOf({ ...credit, place: { ...firstPlace, part: 'whom', of: 'personal_status', across: 'age' } });
  const [{ groups, columns }] = crossed.inspection.fairness!;
  expect([columns, groups.every(({ of }) => of.length === 2)]).toEqual([['personal_status', 'age'], true]);
  expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(200);
  expect(groups.filter(({ rows }) => rows < 30).every(({ small }) => small === 'rows')).toBe(true);
  const many = seenOf({ ...credit, place: { ...firstPlace, part: 'whom', of: 'purpose', across: 'age' } });
  expect([many.groups?.length, many.groupsInAll > 30]).toEqual([30, true]);
  // A column by itself is not crossed with itself, nor with one that is not there.
  for (const across of ['personal_status', 'weather']) {
    const [one] = seenOf({ ...credit, place: { ...firstPlace, part: 'whom', of: 'personal_status', across } })
      .inspection.fairness!;
    expect(one.columns).toEqual(['personal_status']);
  }
});

test('groups are compared by decisions for any class, and gaps by the one that is explained', () => {
  const { rows, study, inspection } = penguins.inspected as Inspected;
  const { answers } = rows!;
  const place = { ...firstPlace, part: 'whom', of: 'sex', decided: 'Gentoo' } as const;
  const { judged, groups, inspection: seen } = seenOf({ ...penguins, place });
  const at = study.outputs.indexOf('Gentoo');
  expect([study.outputs[judged!.own!], inspection!.output === 'Gentoo']).toEqual(['Gentoo', false]);
  for (const [group, { selectionRate, known }] of seen.fairness![0].groups.entries()) {
    const own = [...groups![group].rows];
    const taken = own.filter((row) => answers[row * study.outputs.length + at] >= 0.5);
    expect(selectionRate.value).toBeCloseTo(taken.length / own.length, 12);
    const positives = own.filter((row) => rows!.truth[row] === at);
    const found = positives.filter((row) => taken.includes(row));
    expect(known?.truePositiveRate.value).toBeCloseTo(found.length / positives.length, 12);
  }
  const gap = seenOf({ ...penguins, place: { ...place, picture: 'gap' } });
  expect(study.outputs[gap.judged!.own!]).toBe(inspection!.output);
});

test('a threshold and costs change decisions, and where it fails most', () => {
  const decided = seenOf({ ...credit, decision: { threshold: 0.2, falsePositive: 1, falseNegative: 5 } }).inspection;
  const before = credit.inspected!.inspection!;
  if (decided.performance?.kind !== 'binary' || before.performance?.kind !== 'binary') throw new Error('not binary');
  expect(decided.performance.decisions.threshold).toBe(0.2);
  expect(decided.performance.roc).toBe(before.performance.roc);
  const { falsePositive, falseNegative } = decided.performance.decisions.confusion;
  expect(decided.errors?.error.value).toBeCloseTo((falsePositive + falseNegative) / 200, 12);
  expect(decided.errors?.error.value).not.toBe(before.errors?.error.value);
  expect(decided.performance.decisions.cost.value).toBeCloseTo((falsePositive + 5 * falseNegative) / 200, 12);
  expect(seenOf({ ...credit, decision: ASIS }).inspection.performance).toEqual(before.performance);
});

describe('marks lead to their rows', () => {
  test('as many as the picture counts', () => {
    const { performance } = credit.inspected!.inspection!;
    if (performance?.kind !== 'binary') throw new Error('not binary');
    const { confusion } = performance.decisions;
    // Bad risk, which is looked at, is the second class.
    expect(marked(credit, { kind: 'confusion', truth: 1, answer: 0 })).toHaveLength(confusion.falseNegative);
    expect(marked(credit, { kind: 'confusion', truth: 0, answer: 1 })).toHaveLength(confusion.falsePositive);
    for (const { from, to, rows } of performance.calibration.quantile)
      expect(marked(credit, { kind: 'scores', class: 'bad risk', from, to })).toHaveLength(rows);
    const [first] = performance.gain;
    expect(marked(credit, { kind: 'top', class: 'bad risk', share: first.share })).toHaveLength(
      Math.round(200 * first.share),
    );
    for (const { name, leads } of credit.inspected!.inspection!.importance!.players)
      expect(marked(credit, { kind: 'leader', column: name })).toHaveLength(Math.round((leads.value ?? 0) * 60));
    const several = penguins.inspected!.inspection!.performance;
    if (several?.kind !== 'multiclass') throw new Error('not multiclass');
    for (const [truth, counts] of several.confusion.entries())
      for (const [answer, count] of counts.entries())
        expect(marked(penguins, { kind: 'confusion', truth, answer })).toHaveLength(count);
    const numbers = diabetes.inspected!.inspection!.performance;
    if (numbers?.kind !== 'regression') throw new Error('not regression');
    for (const { from, to, rows } of numbers.byAnswer)
      expect(marked(diabetes, { kind: 'answers', from, to })).toHaveLength(rows);
  });

  test('groups, parts of the error tree, values of a curve, columns', () => {
    const whom: WholeModel = { ...credit, place: { ...firstPlace, part: 'whom', of: 'age' } };
    const { groups } = seenOf(whom).inspection.fairness![0];
    for (const [group, { rows }] of groups.entries())
      expect(marked(whom, { kind: 'group', division: 0, group })).toHaveLength(rows);
    for (const whole of [credit, diabetes]) {
      const { errors } = whole.inspected!.inspection!;
      const walk = (part: NonNullable<typeof errors>, path: readonly number[]): void => {
        expect(marked(whole, { kind: 'part', path })).toHaveLength(part.rows);
        for (const [at, one] of part.parts.entries()) walk(one, [...path, at]);
      };
      walk(errors!, []);
    }
    const [curve] = credit.inspected!.inspection!.curves!;
    const near = curve.grid.map((_, at) => marked(credit, { kind: 'grid', column: curve.column, at }).length);
    expect(near.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
    const cell = (to: readonly [number, number]) =>
      marked(credit, { kind: 'cell', columns: ['duration', 'age'], from: [0, 0], to }).length;
    expect(cell([100, 100])).toBe(200);
    const short = cell([12, 100]);
    expect(short).toBeGreaterThan(0);
    expect(short).toBeLessThan(200);
    expect(cell([12, 30])).toBeLessThan(short);
    expect(marked(credit, { kind: 'cell', columns: ['duration', 'nothing'], from: [0, 0], to: [100, 100] })).toEqual(
      [],
    );
    expect(marked(credit, { kind: 'column', column: 'duration' })).toHaveLength(60);
  });

  test('those that are most wrong come first, and each says how wrong', () => {
    const { judged, inspection } = seenOf(credit);
    const worst = marked(credit, WORST);
    expect(worst).toHaveLength(200);
    const errors = worst.map((place) => judged!.errors[place]);
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    const { study } = credit.inspected!;
    const words = rowWords(worst[0], judged!, { study, inspection, language: english });
    const off = Math.round(100 * errors[0]);
    expect(words.off.replace('\u00a0', ' ')).toBe(`${off} %`);
    expect(new Set([words.known, words.answer.replace(/ \(.*/, '')])).toEqual(new Set(['good risk', 'bad risk']));
  });

  test('what they have in common is said; a mark of nothing that is there says nothing', () => {
    const { inspection } = seenOf(credit);
    const { study } = credit.inspected!;
    const said = { study, inspection, whole: credit.inspected!.inspection!, language: english };
    expect(markText({ kind: 'confusion', truth: 0, answer: 1 }, said)).toBe('Known: good risk. Answered: bad risk.');
    expect(markText({ kind: 'group', division: 3, group: 9 }, said)).toBeNull();
    expect(markText({ kind: 'grid', column: 'nothing', at: 0 }, said)).toBeNull();
    expect(markText({ kind: 'part', path: [7, 7] }, said)).toBeNull();
    expect(readMark('no key')).toBeNull();
    expect(readMark(writeKey({ kind: 'row', row: 3, column: null }))).toEqual({ kind: 'row', row: 3, column: null });
  });
});

test('columns to compare by begin with what is protected, and leave out what is told', () => {
  const { study, columns } = credit.inspected!;
  const names = columnsToCompare(study.card, columns);
  expect(names.slice(0, 3)).toEqual(['personal_status', 'age', 'foreign_worker']);
  expect(names).not.toContain('bad_risk');
  expect(new Set(names).size).toBe(names.length);
});

test('single rows for pictures have their numbers, values by name, and attributions that add up', () => {
  const inspected = credit.inspected!;
  const rows = explainedRows(inspected, () => true)!;
  expect([rows.rows.length, rows.attributions.length]).toEqual([60, 60 * rows.players.length]);
  const status = rows.players.indexOf('checking_status');
  expect(inspected.study.columns.find(({ name }) => name === 'checking_status')?.levels).toContain(
    rows.values[status][0],
  );
  const sum = rows.attributions.subarray(0, rows.players.length).reduce((a, b) => a + b, rows.base);
  const answer = seenOf(credit).judged!.scores[inspected.rows!.rows.indexOf(rows.rows[0])];
  const { space } = inspected.inspection!.importance!;
  expect(space === 'output' ? sum : 1 / (1 + Math.exp(-sum))).toBeCloseTo(answer, 4);
});
