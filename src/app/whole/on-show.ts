import { type ExplainedRows, explainedRowsOf } from '../../charts/whole/explained-rows.ts';
import type { Inspection } from '../../library/index.ts';
import type { Group } from '../../whole-model/groups.ts';
import { placesChosen } from './cohort-rows.ts';
import { type CohortWish, readCohort } from './cohort-text.ts';
import { columnsBy, givenColumn } from './compared-columns.ts';
import { asUsed, type JudgedRows, judgeRows, placesOf } from './judged-rows.ts';
import { createPieces, type Pieces } from './pieces.ts';
import { classJudged, WORST } from './place.ts';
import { readMark } from './rows-of-mark.ts';
import { decisionsOf, errorsIn, importanceIn, performanceOf, type Treated, treatedBy } from './some-rows.ts';
import type { Inspected, WholeModel } from './whole-model.ts';

/** What is shown of a model as a whole. */
export interface OnShow {
  /** Of the rows that are looked at, as a person decides. */
  readonly inspection: Inspection;
  /** The same of all other rows, where only some are looked at; found out once it is asked for. */
  readonly rest: Inspection | null;
  /** Null before answers are there. */
  readonly judged: JudgedRows | null;
  /** Places of the rows that are looked at. */
  readonly places: Int32Array;
  /** Whether rows of conditions are being looked for: until then nothing is said of any. */
  readonly pending: boolean;
  /** What decisions about a class are worth, where there are classes; found out when asked for. */
  readonly decided: Decided | null;
  /** Of the columns by which groups are compared. */
  readonly groups: readonly Group[] | null;
  /** Groups that there are, those that are too small to be listed among them. */
  readonly groupsInAll: number;
  /** What narrows the rows. */
  readonly wish: CohortWish;
  readonly threshold: number;
}

type Decided = Pick<ReturnType<typeof decisionsOf>, 'decisions' | 'cheapest'>;

/** What only all rows tell, and what is found out of some. */
const unsaid = { performance: null, importance: null, fairness: null, errors: null } as const;
const ofAll = { permutation: null, curves: null, together: null } as const;

/**
 * What is shown; null as long as nothing is known.
 * @param piece gives what was found out before, as far as it is the same.
 */
export function onShow(whole: WholeModel, piece: Pieces = createPieces()): OnShow | null {
  const { inspected, decision, cohort, place, fetched } = whole;
  const inspection = inspected?.inspection;
  if (!inspected || !inspection) return null;
  const { study, rows } = inspected;
  const wish = piece('wish', [place.cohort], () => readCohort(place.cohort));
  const nothing = { rest: null, judged: null, decided: null, groups: null, groupsInAll: 0 };
  const none = { ...nothing, places: new Int32Array(), pending: false };
  if (!rows) return { inspection, ...none, wish, threshold: 0.5 };
  const used = [study, rows.answers, inspection.output, inspection.threshold];
  const threshold = decision.threshold ?? piece('as used', used, () => asUsed(inspected));
  const isBinary = inspection.performance?.kind === 'binary';
  const wanted = inspection.classes?.find((name) => name === classJudged(place)) ?? null;
  // Rows that are explained by now are judged as they were before.
  const answered = [study, rows.answers, rows.truth, inspection.output, threshold, wanted];
  const judgement = piece('judgement', answered, () =>
    judgeRows({ study, inspection, rows, threshold, class: wanted }),
  );
  const judged = piece('judged', [judgement, rows], () => ({ ...judgement, all: rows }));
  // A name says nothing of which rows they are.
  const conditions = JSON.stringify(wish.conditions);
  const isFound = wish.conditions.length > 0 && JSON.stringify(cohort?.conditions) === conditions;
  const found = isFound ? (cohort?.found ?? null) : null;
  if (wish.conditions.length > 0 && found === null)
    return { inspection: { ...inspection, ...unsaid, ...ofAll }, ...none, judged, pending: true, wish, threshold };

  const all = piece('all', [rows.rows], () => placesOf(judged));
  const met = piece('met', [all, found], () => {
    const numbers = found && new Set(found);
    return numbers ? all.filter((at) => numbers.has(rows.rows[at])) : all;
  });
  const { curves, errors } = inspection;
  const marks = wish.chosen.flatMap(({ keys }) => keys.flatMap((key) => readMark(key) ?? []));
  const ofGroups = marks.some((mark) => mark !== WORST && (mark.kind === 'group' || mark.kind === 'carrier'));
  const grids = marks.map(
    (mark) => mark !== WORST && mark.kind === 'grid' && curves?.some((one) => one.column === mark.column),
  );
  const chosenBy = [JSON.stringify([wish.chosen, grids]), ...used, rows, errors !== null];
  const places = piece('places', [met, ...chosenBy, ...(ofGroups ? [inspected.columns, fetched] : [])], () =>
    wish.chosen.reduce((some, chosen) => placesChosen(chosen, some, whole), met),
  );
  const isPart = found !== null || wish.chosen.length > 0;
  const others = () =>
    piece('others', [all, places], () => {
      const inside = new Set(places);
      return all.filter((at) => !inside.has(at));
    });

  const by = [study, rows, inspected.columns, fetched, place.of, place.across];
  const columns =
    place.part === 'whom' && judged.comparable ? piece('columns', by, () => columnsBy(whole, inspected)) : [];
  const compared = columns.length > 0;
  const given = () =>
    piece('given', [study, rows], () => study.columns.flatMap(({ name }) => givenColumn(inspected, name) ?? []));
  const { falsePositive, falseNegative } = decision;
  const costs = { threshold, falsePositive, falseNegative };
  const { seed, importance } = inspection;

  /** The inspection of some rows, by which its pieces are called. */
  function of(whose: 'own' | 'rest', some: Int32Array): Inspection | null {
    if (!inspection || some.length === 0) return null;
    const { performance, table } = inspection;
    const errorsOfSome = () =>
      piece(`${whose} errors`, [judged, some, seed], () => errorsIn(judged, some, given(), seed));
    const base: Inspection = {
      ...inspection,
      threshold: inspection.threshold === null ? null : threshold,
      fairness: compared ? [treated(whose, some).fairness] : null,
    };
    if (!isPart) {
      // Which rows are wrong depends on the threshold.
      const isMoved = decision.threshold !== null && isBinary;
      return {
        ...base,
        performance: performance?.kind === 'binary' && !isAsUsed ? { ...performance, ...decided(some) } : performance,
        errors: errors && isMoved ? errorsOfSome() : errors,
      };
    }
    const classes = inspection.classes?.length ?? 0;
    const explained = [rows?.explained, importance?.space, importance?.explainer, importance?.exact];
    return {
      ...base,
      table: {
        ...table,
        used: some.length,
        known: some.filter((at) => !Number.isNaN(rows?.truth[at])).length,
      },
      performance:
        performance &&
        piece(`${whose} performance`, [judged, some, classes, falsePositive, falseNegative], () =>
          performanceOf(judged, some, { ...costs, classes }),
        ),
      importance: piece(`${whose} importance`, [all, some, ...explained], () => importanceIn(judged, some, importance)),
      errors: errors && errorsOfSome(),
      ...ofAll,
    };
  }
  const treated = (whose: 'own' | 'rest', some: Int32Array): Treated =>
    piece(`${whose} treated`, [judged, some, columns], () => treatedBy(judged, some, { columns, threshold }));
  const isAsUsed = !isPart && decision.threshold === null && falsePositive === 1 && falseNegative === 1;
  const decided = (some: Int32Array): Decided => {
    // The engine has found that out already, of all rows: it takes a while of very many.
    const { performance } = inspection;
    if (isAsUsed && performance?.kind === 'binary') return performance;
    return piece('decided', [judged, some, falsePositive, falseNegative], () => decisionsOf(judged, some, costs));
  };

  const own = compared && places.length > 0 ? treated('own', places) : null;
  let rest: Inspection | null = null;
  return {
    inspection: of('own', places) ?? { ...inspection, ...unsaid },
    get rest() {
      if (isPart) rest ??= of('rest', others());
      return rest;
    },
    judged,
    places,
    pending: false,
    get decided() {
      return judged.own === null ? null : decided(places);
    },
    groups: own?.groups ?? null,
    groupsInAll: own?.all ?? 0,
    wish,
    threshold,
  };
}

/** Rows that are explained, as pictures of single rows take them: all, or those at some places. */
export const explainedRows = ({ study, rows }: Inspected, isIn?: (place: number) => boolean): ExplainedRows | null =>
  rows && explainedRowsOf(study.columns, rows, isIn);

/**
 * Finds out what is shown, and keeps it as long as nothing of it changes; of what changes in part,
 * such as by another tab, another name or a little more that is known, the pieces that stay.
 */
export function createLooking(): (whole: WholeModel) => OnShow | null {
  const piece = createPieces();
  return (whole) => {
    const { inspected, decision, cohort, place, fetched } = whole;
    const { part, of, across } = place;
    const known = [inspected?.study, inspected?.inspection, inspected?.rows, inspected?.columns];
    const asked = [decision, cohort, part, of, across, classJudged(place), place.cohort, fetched];
    return piece('on show', [...known, ...asked], () => onShow(whole, piece));
  };
}
