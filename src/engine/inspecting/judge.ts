import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { counted, filled } from '../../numerics/filled.ts';
import { atOnce, type Steps } from '../../numerics/steps.ts';
import type { Inspection } from '../../records/inspection.ts';
import { answeredClass, multiclassSteps } from '../../whole-model/multiclass.ts';
import { binarySteps } from '../../whole-model/performance.ts';
import { regressionPerformance } from '../../whole-model/regression.ts';
import { thinned } from '../../whole-model/thinned.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

export interface Judging {
  readonly study: TabularStudy;
  readonly request: InspectRequest;
  /** rows: as `ChosenRows` has it. */
  readonly truth: Float64Array;
  /** rows × K. */
  readonly answers: Float64Array;
}

/** What answers and what is known make of a model. */
export interface Judged {
  /** Index of the output that is explained. */
  readonly output: number;
  readonly performance: Inspection['performance'];
  /** rows: P(the output's class); null of numbers, and where answers are no shares. */
  readonly scores: Float64Array | null;
  /** rows: whether each is of that class; null where some are not known. */
  readonly positive: Uint8Array | null;
  readonly threshold: number | null;
  /** rows: 1 for a mistake, or how far off; null where some are not known. */
  readonly errors: Float64Array | null;
  readonly warnings: readonly Message[];
  /**
   * Squared errors of some rows whose answer is known; `from` are the places of their answers, null
   * where these stand in the rows' order.
   */
  losses(answers: Float64Array, rows: Int32Array, from: Int32Array | null): Float64Array;
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

export const judge = (judging: Judging): Judged => atOnce(judgeSteps(judging));

/** The same bit by bit. */
export function* judgeSteps({ study, request, truth, answers }: Judging): Steps<Judged> {
  const { outputs } = study.study;
  const { task } = study.card;
  const width = outputs.length;
  const rows = truth.length;
  const output = outputOf(study, request, answers);
  const regression = task === 'regression';
  const shares = !regression && answers.every(isShare);
  const warnings: Message[] = !regression && !shares ? [message('inspecting.noShares')] : [];
  /** The class that the output's share is of: of a single output that is the second one. */
  const own = width === 1 ? 1 : output;
  const scores = shares ? column(answers, width, output) : null;
  const threshold = regression ? (request.threshold ?? null) : thresholdOf(study, request, own);
  const known = counted(rows).filter((row) => !Number.isNaN(truth[row]));
  const all = known.length === rows;
  const groupScores = regression && request.threshold !== undefined ? column(answers, width, output) : scores;

  const losses: Judged['losses'] = (given, some, from) =>
    filled(new Float64Array(some.length), (place) => {
      const row = some[place];
      const at = (from ? from[place] : place) * width;
      if (regression) return (given[at + output] - truth[row]) * (given[at + output] - truth[row]);
      if (width === 1) return (given[at] - truth[row]) * (given[at] - truth[row]);
      let sum = 0;
      for (let k = 0; k < width; k++) {
        const off = given[at + k] - Number(truth[row] === k);
        sum += off * off;
      }
      return sum;
    });

  const mistake = (row: number): number => {
    if (regression) return Math.abs(answers[row * width + output] - truth[row]);
    if (task === 'binary' && scores && threshold !== null)
      return Number(scores[row] >= threshold !== (truth[row] === own));
    return Number(answeredClass(answers, row * width, width) !== truth[row]);
  };
  yield;
  const found = known.length > 0 && (regression || shares) ? yield* performance() : null;
  return {
    output,
    performance: found,
    scores: groupScores,
    positive: all && !regression ? filled(new Uint8Array(rows), (row) => Number(truth[row] === own)) : null,
    threshold,
    errors: all && rows > 0 && (regression || shares) ? filled(new Float64Array(rows), mistake) : null,
    warnings,
    losses,
  };

  function* performance(): Steps<Inspection['performance']> {
    const count = known.length;
    const truths = filled(new Float64Array(count), (at) => truth[known[at]]);
    const given = filled(new Float64Array(count), (at) => answers[known[at] * width + output]);
    const kept = <T>(value: unknown): T => value as T;
    if (regression) {
      return kept({ kind: 'regression', ...regressionPerformance(truths, given) });
    }
    if (task === 'binary' || width <= 2) {
      const positive = filled(new Uint8Array(count), (at) => Number(truths[at] === own));
      const { costs } = request;
      const found = yield* binarySteps(positive, given, {
        ...(threshold !== null && { threshold }),
        ...(costs && { costs }),
      });
      return kept({ kind: 'binary', ...thinned(found) });
    }
    const each = new Float64Array(count * width);
    for (const [at, row] of known.entries()) each.set(answers.subarray(row * width, (row + 1) * width), at * width);
    const found = yield* multiclassSteps(truths, each, { classes: width });
    return kept({ kind: 'multiclass', ...found, classes: found.classes.map(thinned) });
  }
}

const column = (answers: Float64Array, width: number, at: number): Float64Array =>
  filled(new Float64Array(answers.length / width), (row) => answers[row * width + at]);

/**
 * The output that is explained, as far as it does not depend on answers: the one asked for, or of
 * two classes the second; null otherwise. Throws `request-output`.
 */
export function outputAskedFor({ study, card }: TabularStudy, { output }: InspectRequest): number | null {
  const { outputs } = study;
  if (output !== undefined) {
    const at = outputs.indexOf(output);
    if (at < 0) throw new OrielError('request-output', { output, outputs });
    return at;
  }
  if (card.task === 'regression') return 0;
  return outputs.length <= 2 ? outputs.length - 1 : null;
}

/** The output that is explained: of several classes the commonest answer. */
export function outputOf(study: TabularStudy, request: InspectRequest, answers: Float64Array): number {
  const { outputs } = study.study;
  const asked = outputAskedFor(study, request);
  if (asked !== null) return asked;
  const counts = new Float64Array(outputs.length);
  for (let from = 0; from < answers.length; from += outputs.length)
    counts[answeredClass(answers, from, outputs.length)]++;
  return counts.indexOf(Math.max(...counts));
}

/** Of two classes the card's threshold is that of the second. */
function thresholdOf({ card }: TabularStudy, { threshold }: InspectRequest, own: number): number {
  if (threshold !== undefined) return threshold;
  if (card.task !== 'binary' || card.threshold === undefined) return 0.5;
  return own === 1 ? card.threshold : 1 - card.threshold;
}
