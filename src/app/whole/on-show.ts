import { type ExplainedRows, explainedRowsOf } from '../../charts/whole/explained-rows.ts';
import type { Card } from '../../data/card.ts';
import type { Inspection, ListedColumn } from '../../library/index.ts';
import { type Column, columnOfTexts, type Group } from '../../whole-model/groups.ts';
import { type JudgedRows, judgeRows, placesOf } from './judged-rows.ts';
import { decisionsOf, errorsIn, importanceIn, performanceOf, treatedBy } from './some-rows.ts';
import type { Inspected, WholeModel } from './whole-model.ts';

/** What is shown of a model as a whole. */
export interface OnShow {
  /** Of the rows that are looked at, as a person decides. */
  readonly inspection: Inspection;
  /** The same of all other rows, where only some are looked at. */
  readonly rest: Inspection | null;
  /** Null before answers are there. */
  readonly judged: JudgedRows | null;
  /** Places of the rows that are looked at. */
  readonly places: Int32Array;
  /** Of the column by which groups are compared. */
  readonly groups: readonly Group[] | null;
  readonly threshold: number;
}

/** Columns by which groups can be compared: those that are protected first. */
export function columnsToCompare(card: Card, columns: readonly ListedColumn[]): readonly string[] {
  const names = columns.filter(({ role }) => role !== 'target').map(({ name }) => name);
  const first = (card.protected ?? []).filter((name) => names.includes(name));
  const given = columns.filter(({ role }) => role === 'given').map(({ name }) => name);
  return [...new Set([...first, ...given, ...names])];
}

/** The column by which groups are compared; null before the table's columns are known. */
export const comparedColumn = ({ place: { of } }: Pick<WholeModel, 'place'>, { study, columns }: Inspected) => {
  const all = columnsToCompare(study.card, columns);
  return all.find((name) => name === of) ?? all[0] ?? null;
};

/** A column that the model is given, by place. */
export function givenColumn({ study, rows }: Inspected, name: string): Column | null {
  const at = study.columns.findIndex((column) => column.name === name);
  if (at < 0 || !rows) return null;
  const width = study.columns.length;
  const values = Float64Array.from(rows.rows, (_, place) => rows.values[place * width + at]);
  return { name, levels: study.columns[at].levels, values };
}

function columnBy(whole: WholeModel, inspected: Inspected): Column | null {
  const name = comparedColumn(whole, inspected);
  if (name === null || !inspected.rows) return null;
  const { column } = whole;
  if (column?.study !== inspected.study || column.name !== name) return givenColumn(inspected, name);
  return columnOfTexts(
    name,
    Array.from(inspected.rows.rows, (row) => column.texts[row] ?? ''),
  );
}

/** The median answer of a regression. */
function middleOf({ study, inspection, rows }: Inspected): number {
  const width = study.outputs.length;
  const output = Math.max(0, study.outputs.indexOf(inspection?.output ?? ''));
  const answers = rows?.answers.filter((_, at) => at % width === output).toSorted() ?? [];
  return answers[Math.floor(answers.length / 2)] ?? 0;
}

/** What is shown; null as long as nothing is known. */
export function onShow(whole: WholeModel): OnShow | null {
  const { inspected, decision, cohort, place } = whole;
  const inspection = inspected?.inspection;
  if (!inspected || !inspection) return null;
  const { study, rows } = inspected;
  if (!rows) return { inspection, rest: null, judged: null, places: new Int32Array(), groups: null, threshold: 0.5 };
  const threshold =
    decision.threshold ?? inspection.threshold ?? (inspection.task === 'regression' ? middleOf(inspected) : 0.5);
  const wanted = place.part === 'good' ? place.of : null;
  const judged = judgeRows({ study, inspection, rows, threshold, class: wanted });
  const all = placesOf(judged);
  const found = cohort?.found ? new Set(cohort.found) : null;
  const isIn = (at: number): boolean => found?.has(rows.rows[at]) ?? true;
  const places = all.filter(isIn);
  const costs = { threshold, falsePositive: decision.falsePositive, falseNegative: decision.falseNegative };
  const given = study.columns.flatMap(({ name }) => givenColumn(inspected, name) ?? []);
  const compared = place.part === 'whom' && judged.comparable ? columnBy(whole, inspected) : null;

  /** The inspection of some rows. */
  function of(some: Int32Array): Inspection | null {
    if (!inspection || some.length === 0) return null;
    const base: Inspection = {
      ...inspection,
      threshold: inspection.threshold === null ? null : threshold,
      fairness: compared ? [treatedBy(judged, some, { column: compared, threshold }).fairness] : null,
    };
    const { performance } = inspection;
    if (!found) {
      const decided =
        performance?.kind === 'binary' ? { ...performance, ...decisionsOf(judged, some, costs) } : performance;
      const { errors } = inspection;
      // Which rows are wrong depends on the threshold.
      const isMoved = decision.threshold !== null && performance?.kind === 'binary';
      return { ...base, performance: decided, errors: errors && isMoved ? errorsIn(judged, some, given) : errors };
    }
    const classes = inspection.classes?.length ?? 0;
    return {
      ...base,
      table: {
        ...inspection.table,
        used: some.length,
        known: some.filter((at) => !Number.isNaN(rows?.truth[at])).length,
      },
      performance: performance && performanceOf(judged, some, { ...costs, seed: inspection.seed, classes }),
      importance: importanceIn(judged, some, inspection.importance),
      errors: inspection.errors && errorsIn(judged, some, given),
      permutation: null,
      curves: null,
      together: null,
    };
  }
  return {
    inspection: of(places) ?? { ...inspection, performance: null, importance: null, fairness: null, errors: null },
    rest: found ? of(all.filter((at) => !isIn(at))) : null,
    judged,
    places,
    groups: compared ? treatedBy(judged, places, { column: compared, threshold }).groups : null,
    threshold,
  };
}

/** The rows that are explained, as pictures of single rows take them. */
export const explainedRows = ({ study, rows }: Inspected, isIn: (place: number) => boolean): ExplainedRows | null =>
  rows && explainedRowsOf(study.columns, rows, isIn);

/** Finds out what is shown, and keeps it as long as nothing of it changes. */
export function createLooking(): (whole: WholeModel) => OnShow | null {
  let last: { readonly of: readonly unknown[]; readonly seen: OnShow | null } | null = null;
  return (whole) => {
    const { inspected, decision, cohort, place, column } = whole;
    const of = [
      inspected?.inspection,
      inspected?.rows,
      inspected?.columns,
      decision,
      cohort?.found,
      place.part,
      place.of,
      column,
    ];
    if (!last || of.some((one, at) => one !== last?.of[at])) last = { of, seen: onShow(whole) };
    return last.seen;
  };
}
