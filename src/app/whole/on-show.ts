import { type ExplainedRows, explainedRowsOf } from '../../charts/whole/explained-rows.ts';
import type { Inspection } from '../../library/index.ts';
import type { Group } from '../../whole-model/groups.ts';
import { placesChosen } from './cohort-rows.ts';
import { type CohortWish, readCohort } from './cohort-text.ts';
import { columnsBy, givenColumn } from './compared-columns.ts';
import { asUsed, type JudgedRows, judgeRows, placesOf } from './judged-rows.ts';
import { decisionsOf, errorsIn, importanceIn, performanceOf, type Treated, treatedBy } from './some-rows.ts';
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
  /** Of the columns by which groups are compared. */
  readonly groups: readonly Group[] | null;
  /** Groups that there are, those that are too small to be listed among them. */
  readonly groupsInAll: number;
  /** What narrows the rows. */
  readonly wish: CohortWish;
  readonly threshold: number;
}

/** What is shown; null as long as nothing is known. */
export function onShow(whole: WholeModel): OnShow | null {
  const { inspected, decision, cohort, place } = whole;
  const inspection = inspected?.inspection;
  if (!inspected || !inspection) return null;
  const { study, rows } = inspected;
  const wish = readCohort(place.cohort);
  const nothing = { rest: null, judged: null, places: new Int32Array(), groups: null, groupsInAll: 0 };
  if (!rows) return { inspection, ...nothing, wish, threshold: 0.5 };
  const threshold = decision.threshold ?? asUsed(inspected);
  const wanted = place.part === 'good' ? place.of : null;
  const judged = judgeRows({ study, inspection, rows, threshold, class: wanted });
  const all = placesOf(judged);
  const found = cohort?.found ? new Set(cohort.found) : null;
  const met = found ? all.filter((at) => found.has(rows.rows[at])) : all;
  const places = wish.chosen.reduce((some, chosen) => placesChosen(chosen, some, whole), met);
  const isPart = found !== null || wish.chosen.length > 0;
  const costs = { threshold, falsePositive: decision.falsePositive, falseNegative: decision.falseNegative };
  const given = study.columns.flatMap(({ name }) => givenColumn(inspected, name) ?? []);
  const columns = place.part === 'whom' && judged.comparable ? columnsBy(whole, inspected) : [];
  const compared = columns.length > 0;

  const known = new Map<Int32Array, Treated>();
  function treated(some: Int32Array): Treated {
    const own = known.get(some) ?? treatedBy(judged, some, { columns, threshold });
    known.set(some, own);
    return own;
  }

  /** The inspection of some rows. */
  function of(some: Int32Array): Inspection | null {
    if (!inspection || some.length === 0) return null;
    const base: Inspection = {
      ...inspection,
      threshold: inspection.threshold === null ? null : threshold,
      fairness: compared ? [treated(some).fairness] : null,
    };
    const { performance } = inspection;
    if (!isPart) {
      const decided =
        performance?.kind === 'binary' ? { ...performance, ...decisionsOf(judged, some, costs) } : performance;
      const { errors } = inspection;
      // Which rows are wrong depends on the threshold.
      const isMoved = decision.threshold !== null && performance?.kind === 'binary';
      return {
        ...base,
        performance: decided,
        errors: errors && isMoved ? errorsIn(judged, some, given, inspection.seed) : errors,
      };
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
      errors: inspection.errors && errorsIn(judged, some, given, inspection.seed),
      permutation: null,
      curves: null,
      together: null,
    };
  }
  const own = compared && places.length > 0 ? treated(places) : null;
  const inside = isPart ? new Set(places) : null;
  return {
    inspection: of(places) ?? { ...inspection, performance: null, importance: null, fairness: null, errors: null },
    rest: inside ? of(all.filter((at) => !inside.has(at))) : null,
    judged,
    places,
    groups: own?.groups ?? null,
    groupsInAll: own?.all ?? 0,
    wish,
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
    const { inspected, decision, cohort, place, fetched } = whole;
    const of = [
      inspected?.inspection,
      inspected?.rows,
      inspected?.columns,
      decision,
      cohort?.found,
      place.part,
      place.of,
      place.across,
      place.cohort,
      fetched,
    ];
    if (!last || of.some((one, at) => one !== last?.of[at])) last = { of, seen: onShow(whole) };
    return last.seen;
  };
}
