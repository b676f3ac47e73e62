import type { TabularStudy } from '../studies/study.ts';

/** How the answers to all rows compare with what is known of them. */
export interface Outcomes {
  /** 1 where another class is answered than the known one, else 0; NaN where not known. */
  readonly wrong: Float64Array;
  /** How far off: from the known number, or what the known class lacks of 1. */
  readonly error: Float64Array;
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** Answers: rows × K, NaN where the model cannot take a row. */
export function outcomesOf({ study, card, known }: TabularStudy, answers: Float64Array): Outcomes {
  const { outputs, rows } = study;
  const width = outputs.length;
  const wrong = new Float64Array(rows).fill(Number.NaN);
  const error = new Float64Array(rows).fill(Number.NaN);
  const classes = card.classes ?? outputs;
  for (let row = 0; row < rows; row++) {
    const answer = answers.subarray(row * width, (row + 1) * width);
    const truth = known(row);
    if (truth === null || Number.isNaN(answer[0])) continue;
    if (card.task === 'regression') {
      if (width === 1 && typeof truth === 'number') error[row] = Math.abs(answer[0] - truth);
      continue;
    }
    // One share is that of the second class.
    const shares = width === 1 ? Float64Array.of(1 - answer[0], answer[0]) : answer;
    const at = classes.indexOf(String(truth));
    if (at < 0 || at >= shares.length || (width === 1 && !isShare(answer[0]))) continue;
    const decided =
      card.threshold === undefined || shares.length !== 2 ? largest(shares) : overLine(shares[1], card.threshold);
    wrong[row] = decided === at ? 0 : 1;
    if (shares.every(isShare)) error[row] = 1 - shares[at];
  }
  return { wrong, error };
}

/** Of equal shares of two classes the second is decided, as at a line of a half. */
const largest = (shares: Float64Array): number =>
  shares.length === 2 ? overLine(shares[1] - shares[0], 0) : shares.indexOf(Math.max(...shares));

const overLine = (share: number, line: number): number => (share >= line ? 1 : 0);
