import { message } from '../../catalogue/message.ts';
import { addAll, type Coalitions, coalitionsOf, has } from '../../games/coalitions.ts';
import type { Ask, Attribution, CreateExplainer, Explainer, ExplainerContext, Values } from '../explainer.ts';
import type { PairedFit } from '../kernel-shap/paired-regression.ts';
import { halfDifferences, withComplements } from '../shared/complements.ts';
import {
  activePlayers,
  forAllPlayers,
  NOTHING_LEARNT,
  settle,
  shapleyAttribution,
  totalsOf,
} from '../shared/shapley.ts';
import { createQuotient, type Quotient } from './quotient.ts';
import { createScreening, EVEN, type Halves, MOST_APART, PAIRS_APART } from './screening.ts';

/** Samples to plan with where there is hardly any time: for a first look. */
const LEAST = 64;

export const create: CreateExplainer = (context) => bifurcated(context);

/**
 * Screens the players by sequential bifurcation (Bettonvil and Kleijnen 1997): a random order is
 * cut in halves where the players between two cuts contribute most, each cut mirrored, so that what
 * two players do together does not disturb it. Further orders are cut where players contribute
 * other than before, which finds those who cancelled each other. A few players that matter among
 * thousands take a few cuts each.
 *
 * Then those found are played apart, as `gp-shap` would, with all others as one more player. Where
 * most players matter, the orders are cut through and through, and their mean is the answer: then
 * this is `permutation-shap` with orders that are spread more evenly.
 *
 * Values add up. Those of players not found are equal shares of what their neighbours contribute;
 * their standard error is what such players contributed in another order. Playing the others as one
 * is exact where these act alone, and with each single player apart; of what three and more do
 * together it is an approximation, which the errors leave out. Without an error while too few
 * coalitions were asked for.
 */
function* bifurcated(context: ExplainerContext): Explainer {
  const { players, outputs, samples, affordable, random, pulse } = context;
  const active = activePlayers(context);
  const m = active.length;
  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const answers = yield { kind: 'coalitions', coalitions: ends };
  const [base, prediction] = [answers.slice(0, outputs), answers.slice(outputs, 2 * outputs)];
  const totals = totalsOf(base, prediction);
  const half = totals.map((total) => total / 2);
  /** What the search may take is a part of the budget; what is played then, or repeated, of all. */
  const most = Math.floor(samples / 2);
  const budget = (): number =>
    affordable ? Math.floor(Math.min(samples, Math.max(LEAST, 2 * pairs + affordable())) / 2) : most;
  let pairs = 0;
  const screening = createScreening({ m, outputs, half, budget, random });
  /** Players that matter, once the search is over. */
  let found: Int32Array | null = null;
  let quotient: Quotient | null = null;

  const screenedErrors = (): Float64Array | null => {
    if (m < 2) return new Float64Array(outputs * m);
    const variance = found?.length === 0 ? screening.unexplained() : null;
    if (!variance) return screening.standardErrors();
    return new Float64Array(outputs * m).map((_, i) => Math.sqrt(variance[Math.floor(i / m)]));
  };
  const estimate = (solve: 'solve' | 'rough' = 'solve'): Attribution => {
    const screened = screening.values();
    let fit: PairedFit = { values: m === 1 ? totals : screened, standardErrors: screenedErrors() };
    if (quotient?.known() && found) {
      const known = { values: screened, found, unexplained: screening.unexplained() };
      fit = quotient.spread(quotient[solve](totals), known);
    }
    const values = forAllPlayers(fit.values, context, active);
    settle(values, totals, active);
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors: fit.standardErrors && forAllPlayers(fit.standardErrors, context, active),
      fidelity: {},
      coalitions: 2 * pairs,
      complete: m < 2 || (quotient?.complete() === true && m <= EVEN),
      ...(solve === 'rough' && { note: message('explaining.rough') }),
      ...(m > 1 && pairs === 0 && NOTHING_LEARNT),
    });
  };
  const askFor = (coalitions: Coalitions): Ask => {
    const { count } = coalitions;
    const hurried = {
      rough: () => estimate('rough'),
      effort: () => quotient?.effort() ?? 0,
      roughEffort: (coming: number) => quotient?.roughEffort(coming / 2) ?? 0,
    };
    return {
      kind: 'coalitions',
      coalitions: withComplements({ players, active, ends: false }, count, (row, j) => has(coalitions, row, j)),
      estimate: () => estimate(),
      hurried: quotient?.known() ? hurried : undefined,
    };
  };
  function* asked<R>(steps: Halves<R>): Generator<Ask, R, Values> {
    let step = steps.next();
    while (!step.done) {
      const values = yield askFor(step.value);
      pairs += step.value.count;
      step = steps.next(halfDifferences(values, outputs));
    }
    return step.value;
  }

  if (m > 1) {
    found = yield* asked(screening.search());
    if (found) {
      const afforded = Math.min(MOST_APART, Math.max(0, Math.floor((budget() - pairs) / PAIRS_APART)));
      const apart = found.slice(0, m <= EVEN ? m : afforded).sort();
      if (apart.length > 0) {
        quotient = createQuotient({ m, outputs, apart, random: random.fork('apart'), pulse });
        yield* asked(quotient.play(most - pairs));
      } else if (most > budget()) yield* asked(screening.repeat(most)); // there is time after all
    } else yield* asked(screening.repeat(most));
  }
  return estimate();
}
