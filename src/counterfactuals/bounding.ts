import { exp } from '../numerics/math.ts';
import { applyFinalStep } from '../structures/final-step.ts';
import { type Structure, scoreCount } from '../structures/structure.ts';
import type { Goal } from './goal.ts';

/**
 * A goal in terms of a structure's raw scores: weighted sums of them, Q contrasts, of which each is
 * the better the larger. Bounds on contrasts say whether the goal may be reached.
 */
export interface Bounding {
  /** Q × scores, row-major. */
  readonly weights: Float64Array;
  /** Q. */
  readonly contrasts: number;
  /**
   * Whether the goal may be reached where contrasts are at most `upper`, each of them uncertain by
   * `slack`.
   */
  possible(upper: Float64Array, slack: number): boolean;
  /** How near contrasts come to the goal, for choosing among those that do not reach it. */
  merit(contrasts: Float64Array): number;
}

/** null where raw scores do not bound the answer. */
export function boundingOf(goal: Goal, structure: Structure): Bounding | null {
  const { finalStep } = structure;
  const scores = scoreCount(structure);
  if (finalStep.kind === 'softmax-zero' || finalStep.scale === 0) return null;
  const joint = finalStep.kind === 'softmax';
  const sign = joint || finalStep.scale > 0 ? 1 : -1;
  if (goal.kind === 'class') {
    if (finalStep.pair !== null) return null;
    return classContrasts(goal, structure, sign);
  }
  if (joint) return goal.kind === 'share' ? jointShare(goal, scores) : null;

  // One answer is a monotone function of one score.
  const { pair } = finalStep;
  const score = pair === null ? goal.output : 0;
  const direction = pair !== null && goal.output === 0 ? -sign : sign;
  const raw = new Float64Array(scores);
  const answer = (x: number): number => {
    raw[score] = x;
    return applyFinalStep(finalStep, raw, scores)[goal.output];
  };
  /** The answer that is the largest (up) or the smallest where the contrast is at most `upper`. */
  const extreme = (upper: number, up: boolean) => answer((up ? 1 : -1) * direction * upper);
  const ends: { readonly up: boolean; readonly fits: (answer: number) => boolean }[] =
    goal.kind === 'range'
      ? [
          ...(goal.least > -Infinity ? [{ up: true, fits: (value: number) => !(value < goal.least) }] : []),
          ...(goal.most < Infinity ? [{ up: false, fits: (value: number) => !(value > goal.most) }] : []),
        ]
      : [
          goal.over
            ? { up: true, fits: (value) => !(value < goal.line) }
            : { up: false, fits: (value) => !(value > goal.line) },
        ];
  const weights = new Float64Array(ends.length * scores);
  for (const [q, { up }] of ends.entries()) weights[q * scores + score] = (up ? 1 : -1) * direction;
  return {
    weights,
    contrasts: ends.length,
    possible: (upper, slack) => ends.every(({ up, fits }, q) => fits(extreme(upper[q] + slack, up))),
    merit(contrasts) {
      if (goal.kind === 'share') return contrasts[0];
      const value = extreme(contrasts[0], ends[0].up);
      return -Math.max(0, goal.least - value, value - goal.most);
    },
  };
}

/**
 * A class has the largest answer where its score is the largest. Where scores are so large or so
 * small that several answers are the same number (logistic: 1 from 37 on), the first of them is
 * chosen, whichever score is the larger: the scores that may be so are bounded by themselves.
 */
function classContrasts({ wanted, from }: Goal & { kind: 'class' }, structure: Structure, sign: number): Bounding {
  const { finalStep } = structure;
  const scores = scoreCount(structure);
  const others = Array.from({ length: scores }, (_, k) => k).filter((k) => k !== (wanted ?? from));
  const pairs = others.map((other) => (wanted === null ? [other, from] : [wanted, other]));
  const weights = new Float64Array(3 * pairs.length * scores);
  for (const [q, [plus, minus]] of pairs.entries()) {
    weights[q * scores + plus] = sign;
    weights[q * scores + minus] = -sign;
    weights[(pairs.length + q) * scores + plus] = sign;
    weights[(2 * pairs.length + q) * scores + minus] = -sign;
  }
  const raw = new Float64Array(scores);
  const answer = (score: number): number => {
    raw[0] = sign * score;
    return applyFinalStep(finalStep, raw, scores)[0];
  };
  const isLevel = (from: number, to: number): boolean => {
    const [a, b] = [answer(from), answer(to)];
    return !(Math.abs(b - a) > LEVEL * Math.max(1, Math.abs(a)));
  };
  const joint = finalStep.kind === 'softmax';
  const injective = joint || finalStep.kind === 'none';
  /** Whether the first of a pair may have the larger answer; with slack below 0, whether it has. */
  const ahead = (upper: Float64Array, q: number, slack: number): boolean => {
    const larger = upper[q] >= (joint ? Math.sign(slack) * -Math.max(Math.abs(slack), LEVEL) : -slack);
    if (injective) return larger;
    const [most, least] = [upper[pairs.length + q], -upper[2 * pairs.length + q]];
    if (slack < 0) return larger && answer(most) > answer(least);
    if (larger) return true;
    return (
      answer(most + slack) >= answer(least - slack) && (isLevel(most, most + slack) || isLevel(least, least - slack))
    );
  };
  const places = pairs.map((_, q) => q);
  return {
    weights,
    contrasts: 3 * pairs.length,
    possible: (upper, slack) =>
      wanted === null ? places.some((q) => ahead(upper, q, slack)) : places.every((q) => ahead(upper, q, slack)),
    merit(contrasts) {
      const own = contrasts.subarray(0, pairs.length);
      return wanted === null ? Math.max(...own) : Math.min(...own);
    },
  };
}

/** Answers that differ by less may be the same number, relative to 1 or the larger of them. */
const LEVEL = 1e-15;

/** A share of a softmax: 1 / (1 + Σ exp(score of another − own score)). */
function jointShare({ output, line, over }: Goal & { kind: 'share' }, scores: number): Bounding {
  const others = Array.from({ length: scores }, (_, k) => k).filter((k) => k !== output);
  const sign = over ? 1 : -1;
  const weights = new Float64Array(others.length * scores);
  for (const [q, other] of others.entries()) {
    weights[q * scores + output] = sign;
    weights[q * scores + other] = -sign;
  }
  const share = (contrasts: Float64Array, slack: number): number =>
    1 / (1 + contrasts.reduce((sum, contrast) => sum + exp(-sign * (contrast + slack)), 0));
  return {
    weights,
    contrasts: others.length,
    // The exponential function itself is uncertain in its last places.
    possible: (upper, slack) => (over ? share(upper, slack) >= line - 1e-12 : share(upper, slack) <= line + 1e-12),
    merit: (contrasts) => sign * (share(contrasts, 0) - line),
  };
}
