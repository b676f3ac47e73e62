import type { ChosenMarks } from './cohort-text.ts';
import { columnsBy, givenColumn } from './compared-columns.ts';
import { asUsed, judgeRows } from './judged-rows.ts';
import { type MarkedRows, readMark, rowsOfMark } from './rows-of-mark.ts';
import { errorsIn, groupsBy } from './some-rows.ts';
import type { WholeModel } from './whole-model.ts';

/** Those of some places whose rows were chosen in a picture, as it was then. */
export function placesChosen(
  { part, of, across, threshold, keys, rows: single }: ChosenMarks,
  places: Int32Array,
  whole: WholeModel,
): Int32Array {
  const { inspected } = whole;
  const { inspection, rows, study } = inspected ?? {};
  if (!inspected || !inspection || !rows || !study) return places;
  const judging = { study, inspection, rows, threshold: threshold ?? asUsed(inspected) };
  const judged = judgeRows({ ...judging, class: part === 'good' ? of : null });
  const marks = keys.flatMap((key) => readMark(key) ?? []);
  const needs = (kinds: readonly string[]): boolean =>
    marks.some((mark) => typeof mark === 'object' && kinds.includes(mark.kind));
  const then: WholeModel = { ...whole, place: { ...whole.place, of, across } };
  const columns = needs(['group', 'carrier']) ? columnsBy(then, inspected) : [];
  const isAll = places.length === rows.rows.length && (threshold === null || inspection.task !== 'binary');
  const given = () => study.columns.flatMap(({ name }) => givenColumn(inspected, name) ?? []);
  const errors = needs(['part']) && !isAll ? errorsIn(judged, places, given(), inspection.seed) : inspection.errors;
  const marked: MarkedRows = {
    study,
    inspection: { curves: inspection.curves, errors },
    judged,
    groups: columns.length > 0 ? groupsBy(columns, places).groups : null,
    places,
  };
  const chosen = new Set(marks.flatMap((mark) => [...(rowsOfMark(mark, marked) ?? [])]));
  const numbers = new Set(single);
  return places.filter((place) => chosen.has(place) || numbers.has(rows.rows[place]));
}
