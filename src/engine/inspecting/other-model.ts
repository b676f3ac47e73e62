import { message } from '../../catalogue/message.ts';
import type { TextColumn } from '../../data/tables/text-column.ts';
import { OrielError } from '../../errors.ts';
import type { Inspection } from '../../records/inspection.ts';
import {
  binaryDifferences,
  columnDifferences,
  decidedClasses,
  disagreementOf,
  type Explained,
  multiclassDifferences,
  regressionDifferences,
  type Said,
} from '../../whole-model/comparison.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { Asking } from './asking.ts';
import type { ChosenRows } from './chosen-rows.ts';
import type { Gathered } from './gather.ts';
import { type Judged, judge } from './judge.ts';

type Compared = NonNullable<Inspection['againstModel']>;

/** A model, what it answers and what is known of its answers. */
export interface Answered {
  readonly study: TabularStudy;
  /** Of all rows, × K. */
  readonly answers: Float64Array;
  readonly judged: Judged;
}

export interface OtherModelJob {
  readonly own: Answered;
  readonly chosen: ChosenRows;
  readonly other: { readonly study: TabularStudy; readonly opened: OpenedPool };
  /** Asks the other model. */
  readonly asking: Asking;
  readonly request: InspectRequest;
}

/** What is known before the rows are explained with the other model. */
export interface ComparedAnswers {
  readonly found: Compared;
  /** The other model's output that stands for the same. */
  readonly output: number;
  /** rows: whether the other model can take each of those that are looked at. */
  readonly takes: Uint8Array;
}

const FURTHEST = 20;

/** The classes that answers are of: of a single share the two that the card names. */
const classesOf = ({ study, card }: TabularStudy): readonly string[] =>
  card.task === 'regression' ? [] : (card.classes ?? study.outputs);

/** The class that an output is the share of: of a single output that is the second one. */
const classOf = (study: TabularStudy, output: number): string =>
  study.study.outputs.length === 1 ? (classesOf(study)[1] ?? study.study.outputs[0]) : study.study.outputs[output];

/** Throws `request-invalid` where two models cannot be compared. */
export function checkComparable(own: TabularStudy, other: TabularStudy): void {
  const names = { name: own.facts.file, other: other.facts.file };
  const refuse = (text: ReturnType<typeof message>): never => {
    throw new OrielError('request-invalid', { text });
  };
  if (!sameRows(own, other)) refuse(message('inspecting.otherTable', names));
  const [first, second] = [own, other].map((study) => [...classesOf(study)].sort());
  if (own.card.task !== other.card.task || first.join('\n') !== second.join('\n')) {
    const said = (study: TabularStudy) => (study.card.task === 'regression' ? study.study.outputs : classesOf(study));
    refuse(message('inspecting.otherTask', { ...names, own: said(own).join(', '), answers: said(other).join(', ') }));
  }
}

/** Whether what both tables call the same is the same, row by row. */
function sameRows({ whole: a, study: { rows } }: TabularStudy, { whole: b, study }: TabularStudy): boolean {
  if (a === b) return true;
  if (rows !== study.rows) return false;
  const shared = a.header.flatMap((name, at) => {
    const there = b.header.indexOf(name);
    return there < 0 ? [] : [[a.cells[at], b.cells[there]] as const];
  });
  return shared.length > 0 && shared.every(([own, other]) => sameCells(own, other));
}

function sameCells(one: TextColumn, other: TextColumn): boolean {
  for (let row = 0; row < one.length; row++) if (one.at(row) !== other.at(row)) return false;
  return true;
}

/** How good two models are over rows that both take, and where they differ; null where stopped. */
export async function compareAnswers(
  job: OtherModelJob,
  told: (rows: number) => void,
): Promise<ComparedAnswers | null> {
  const { own, chosen, other, asking, request } = job;
  const { study } = other;
  const takes = Uint8Array.from(chosen.rows, (row) => Number(study.takes(row)));
  const places = Int32Array.from(chosen.rows.keys()).filter((at) => takes[at] === 1);
  if (places.length === 0) throw new OrielError('data-no-usable-row', { file: study.whole.file });
  const width = study.study.columns.length;
  const data = new Float64Array(places.length * width);
  for (const [to, at] of places.entries()) data.set(study.row(chosen.rows[at]), to * width);
  const given = await asking.answers(data, places.length, { heard: told });
  if (!given) return null;

  const classes = classesOf(own.study);
  const name = classOf(own.study, own.judged.output);
  const output = Math.max(
    0,
    study.study.outputs.findIndex((_, at) => classOf(study, at) === name),
  );
  const several = own.study.card.task === 'multiclass';
  const answers = several ? inOrderOf(classes, study, given) : given;
  const truth = Float64Array.from(places, (at) => chosen.truth[at]);
  const theirs = truth.map((known) =>
    classes.length > 0 && !several ? place(classesOf(study), classes[known]) : known,
  );
  const judgedOther = judge({
    study: several ? own.study : study,
    request: { ...request, output: (several ? own.study : study).study.outputs[several ? own.judged.output : output] },
    truth: several ? truth : theirs,
    answers,
  });
  const judgedOwn =
    places.length === chosen.rows.length
      ? own.judged
      : judge({
          study: own.study,
          request: { ...request, output: own.study.study.outputs[own.judged.output] },
          truth,
          answers: pickRows(own.answers, places, own.study.study.outputs.length),
        });
  const both = [
    { judged: judgedOwn, answers: pickRows(own.answers, places, own.study.study.outputs.length) },
    { judged: judgedOther, answers },
  ].map(({ judged, answers: all }) => said(own.study, judged, { answers: all, rows: places.length }));
  const [first, second] = both.map((one) => one.said);
  const known = places.filter((_, row) => !Number.isNaN(truth[row]));
  const all = known.length === places.length;
  const comparable = both.every(({ shares }) => shares);
  const right =
    several || own.study.card.task === 'regression' ? truth : truth.map((one) => Number(classes[one] === name));
  return {
    takes,
    output,
    found: {
      model: { name: study.facts.file, sha256: study.study.model, format: study.facts.format },
      rows: places.length,
      threshold: judgedOther.threshold,
      performance:
        judgedOwn.performance && judgedOther.performance ? [judgedOwn.performance, judgedOther.performance] : null,
      differences: comparable && known.length > 0 ? differences(own.study, right, truth, [first, second]) : null,
      disagreement: comparable ? disagreementOf(first, second, all ? right : null) : null,
      furthest: furthest(),
      explained: 0,
      space: 'output',
      explainer: null,
      columns: null,
    },
  };

  /** Rows whose answers are furthest apart. */
  function furthest(): Compared['furthest'] {
    const [a, b] = both.map((one) => one.single);
    const order = Array.from(places.keys());
    const others = order.filter((row) => first.decided && first.decided[row] !== second.decided?.[row]);
    return (others.length > 0 ? others : order)
      .sort((x, y) => Math.abs(a[y] - b[y]) - Math.abs(a[x] - b[x]) || x - y)
      .slice(0, FURTHEST)
      .map((row) => ({
        row: chosen.rows[places[row]],
        answers: [a[row], b[row]],
        decided: first.decided && second.decided && [named(first.decided[row]), named(second.decided[row])],
        truth: Number.isNaN(truth[row]) ? null : classes.length > 0 ? classes[truth[row]] : truth[row],
      }));
  }

  /** A decision's class; of two it is whether it is the one that is explained. */
  function named(decided: number): string {
    if (several) return classes[decided];
    return decided === 1 ? name : (classes.find((one) => one !== name) ?? name);
  }
}

/** What a model says, its answer for the output that is explained, and whether it is a share. */
function said(
  { card }: TabularStudy,
  { output, scores, threshold }: Judged,
  { answers, rows }: { readonly answers: Float64Array; readonly rows: number },
): { readonly said: Said; readonly single: Float64Array; readonly shares: boolean } {
  const width = answers.length / rows;
  const single = scores ?? pickColumn(answers, width, Math.min(output, width - 1));
  if (card.task === 'regression') return { said: { answers: single, decided: null }, single, shares: true };
  if (!scores) return { said: { answers: single, decided: null }, single, shares: false };
  const classes = card.task === 'multiclass' ? width : 2;
  const shown = classes === 2 ? single : answers;
  return { said: { answers: shown, decided: decidedClasses(shown, classes, threshold ?? 0.5) }, single, shares: true };
}

/** Over the rows whose answer is known. */
function differences(
  { card }: TabularStudy,
  right: Float64Array,
  truth: Float64Array,
  both: readonly [Said, Said],
): Compared['differences'] {
  const rows = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]));
  const [first, second] = both.map(
    ({ answers, decided }): Said => ({
      answers: pickRows(answers, rows, answers.length / truth.length),
      decided: decided && Int32Array.from(rows, (row) => decided[row]),
    }),
  );
  const known = Float64Array.from(rows, (row) => right[row]);
  if (card.task === 'regression') return regressionDifferences(known, first, second);
  return card.task === 'multiclass'
    ? multiclassDifferences(known, first, second)
    : binaryDifferences(known, first, second);
}

const place = (names: readonly string[], name: string | undefined): number => {
  const at = name === undefined ? -1 : names.indexOf(name);
  return at < 0 ? Number.NaN : at;
};

/** Some rows of numbers [rows × width]. */
export function pickRows(numbers: Float64Array, rows: Int32Array, width: number): Float64Array {
  const picked = new Float64Array(rows.length * width);
  for (const [to, row] of rows.entries()) picked.set(numbers.subarray(row * width, (row + 1) * width), to * width);
  return picked;
}

const pickColumn = (numbers: Float64Array, width: number, column: number): Float64Array =>
  Float64Array.from({ length: numbers.length / width }, (_, row) => numbers[row * width + column]);

/** Answers of a model whose classes stand in another order. */
function inOrderOf(classes: readonly string[], { study, card }: TabularStudy, answers: Float64Array): Float64Array {
  const names = card.classes ?? study.outputs;
  const from = classes.map((name) => names.indexOf(name));
  const width = study.outputs.length;
  return Float64Array.from(answers, (_, at) => answers[at - (at % width) + from[at % width]]);
}

/** Which columns two models use otherwise, over the rows that were explained with both. */
export function compareAttributions(
  compared: ComparedAnswers,
  { own, other, rows }: { readonly own: Gathered; readonly other: Gathered; readonly rows: Int32Array },
  population: number,
): Compared {
  const explained = ({ players, values, errors }: Gathered, some: Int32Array): Explained => ({
    players,
    values: pickRows(values, some, players.length),
    errors: errors && pickRows(errors, some, players.length),
  });
  const all = Int32Array.from({ length: other.rows }, (_, at) => at);
  return {
    ...compared.found,
    explained: other.rows,
    space: other.space,
    explainer: other.explainer,
    columns: columnDifferences(explained(own, rows.subarray(0, other.rows)), explained(other, all), {
      rows: other.rows,
      population,
    }),
  };
}
