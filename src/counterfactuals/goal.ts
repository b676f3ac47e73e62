/** What the model is to answer, in its own K outputs. */
export type Goal =
  /** An output at or over a line, or under it. */
  | { readonly kind: 'share'; readonly output: number; readonly line: number; readonly over: boolean }
  /** The class of the largest output; null: any but the present one. */
  | { readonly kind: 'class'; readonly wanted: number | null; readonly from: number }
  /** An output from `least` to `most`, both included. */
  | { readonly kind: 'range'; readonly output: number; readonly least: number; readonly most: number };

/** The largest of K answers that begin at `start`; of equal ones the first, as records choose. */
export function largestOf(answers: Float64Array, start: number, outputs: number): number {
  let best = 0;
  for (let k = 1; k < outputs; k++) if (answers[start + k] > answers[start + best]) best = k;
  return best;
}

/** Whether K answers that begin at `start` are what is wanted; no number never is. */
export function reached(goal: Goal, answers: Float64Array, start: number, outputs: number): boolean {
  if (goal.kind === 'class') {
    for (let k = 0; k < outputs; k++) if (Number.isNaN(answers[start + k])) return false;
    const answered = largestOf(answers, start, outputs);
    return goal.wanted === null ? answered !== goal.from : answered === goal.wanted;
  }
  const answer = answers[start + goal.output];
  if (goal.kind === 'range') return answer >= goal.least && answer <= goal.most;
  return goal.over ? answer >= goal.line : answer < goal.line;
}

/** How near answers come to what is wanted: the larger the nearer, about 0 where it is reached. */
export function merit(goal: Goal, answers: Float64Array, start: number, outputs: number): number {
  if (goal.kind === 'class') {
    const { wanted, from } = goal;
    let [best, rest] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < outputs; k++) {
      const answer = answers[start + k];
      if (wanted === null ? k !== from : k === wanted) best = Math.max(best, answer);
      else rest = Math.max(rest, answer);
    }
    return numberOr(best - rest);
  }
  const answer = answers[start + goal.output];
  if (goal.kind === 'range') return numberOr(-Math.max(0, goal.least - answer, answer - goal.most));
  return numberOr(goal.over ? answer - goal.line : goal.line - answer);
}

const numberOr = (value: number): number => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
