import type { InspectedRows, Inspection, Study } from '../../library/index.ts';
import { counted } from '../../numerics/filled.ts';
import { answeredClass } from '../../whole-model/multiclass.ts';
import type { Inspected } from './whole-model.ts';

/** Rows as they are judged, N of them: in the order of `InspectedRows`. */
export interface JudgedRows {
  readonly all: InspectedRows;
  /** N: shares of the class that is looked at, or answers that are numbers. */
  readonly scores: Float64Array;
  /** N: the class that is decided, by its place; null of numbers. */
  readonly decided: Int32Array | null;
  /** The class whose share the scores are, by its place; null of numbers. */
  readonly own: number | null;
  /** Whether the scores are shares, or numbers that are compared as such. */
  readonly comparable: boolean;
  /** N: what the known class lacks of 1, or the distance to the known number; NaN: not known. */
  readonly errors: Float64Array;
  /** N: 1 where the class that is looked at is known, else 0; null where some are not known. */
  readonly positive: Uint8Array | null;
}

export interface Judging {
  readonly study: Pick<Study, 'outputs'>;
  readonly inspection: Pick<Inspection, 'task' | 'classes' | 'output'>;
  readonly rows: InspectedRows;
  /** A share of the class from which on rows are taken for it, where there are two. */
  readonly threshold: number;
  /** The class that is looked at against the rest, where there are more; null: that explained. */
  readonly class: string | null;
}

/** Judges rows as the engine does. Once through plain loops: of very many, all else is felt. */
export function judgeRows({ study, inspection, rows, threshold, class: wanted }: Judging): JudgedRows {
  const { answers, truth } = rows;
  const width = study.outputs.length;
  const count = rows.rows.length;
  const output = Math.max(0, study.outputs.indexOf(inspection.output));
  const [scores, errors] = [new Float64Array(count), new Float64Array(count)];
  if (inspection.task === 'regression') {
    for (let row = 0; row < count; row++) {
      scores[row] = answers[row * width + output];
      errors[row] = Math.abs(scores[row] - truth[row]);
    }
    return { all: rows, scores, decided: null, own: null, positive: null, comparable: true, errors };
  }
  const share = (row: number, at: number): number =>
    width === 1 ? (at === 1 ? answers[row] : 1 - answers[row]) : answers[row * width + at];
  const classes = inspection.classes ?? study.outputs;
  const many = classes.length > 2;
  const explained = width === 1 ? 1 : output;
  const own = many && wanted !== null && classes.includes(wanted) ? classes.indexOf(wanted) : explained;
  const [decided, positive] = [new Int32Array(count), new Uint8Array(count)];
  let [comparable, known] = [true, true];
  for (let row = 0; row < count; row++) {
    const score = share(row, own);
    scores[row] = score;
    if (!(score >= 0 && score <= 1)) comparable = false;
    decided[row] = many ? answeredClass(answers, row * width, width) : score >= threshold ? own : 1 - own;
    if (Number.isNaN(truth[row])) known = false;
    else if (truth[row] === own) positive[row] = 1;
  }
  for (let row = 0; row < count; row++)
    errors[row] = comparable && !Number.isNaN(truth[row]) ? 1 - share(row, truth[row]) : Number.NaN;
  return { all: rows, scores, own, comparable, decided, positive: known ? positive : null, errors };
}

/** All rows by their places. */
export const placesOf = ({ scores }: JudgedRows): Int32Array => counted(scores.length);

/** Places with the largest errors first; those of which nothing is known last. */
export const worstFirst = (places: Int32Array, { errors }: JudgedRows): Int32Array =>
  places.toSorted((a, b) => {
    const [x, y] = [errors[a], errors[b]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return y - x || a - b;
  });

/** From which score on rows are taken for the class: as the model is used, or the median answer. */
export function asUsed({ study, inspection, rows }: Pick<Inspected, 'study' | 'inspection' | 'rows'>): number {
  if (inspection?.threshold != null) return inspection.threshold;
  if (inspection?.task !== 'regression') return 0.5;
  const width = study.outputs.length;
  const output = Math.max(0, study.outputs.indexOf(inspection.output));
  const answers = rows?.answers.filter((_, at) => at % width === output).toSorted() ?? [];
  return answers[Math.floor(answers.length / 2)] ?? 0;
}
