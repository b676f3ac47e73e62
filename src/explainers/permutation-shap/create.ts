import { message } from '../../catalogue/message.ts';
import type { Random } from '../../numerics/random.ts';
import { moderatedFactor, moderatedVariances } from '../../numerics/student-t.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { type CoalitionStore, coalitionStore, FULL } from '../shared/coalition-store.ts';
import { type Issued, overlap } from '../shared/overlap.ts';
import {
  activePlayers,
  forAllPlayers,
  NOTHING_LEARNT,
  settle,
  shapleyAttribution,
  totalsOf,
} from '../shared/shapley.ts';
import { partialPass } from './partial-pass.ts';

export const create: CreateExplainer = (context) => permutationShapley(context);

/** One order, walked both ways: what its values are read from. */
interface Pass {
  /** The players in their order. */
  readonly order: Int32Array;
  /** m + 1: slots of the sets of the first 0 … m players. */
  readonly prefixes: Int32Array;
  /** m + 1: slots of their complements. */
  readonly rests: Int32Array;
}

/**
 * Asks for the empty and the full coalition and for as many whole passes as `samples` allow; a pass
 * takes 2 (m − 1) coalitions, less those that earlier passes asked for. Each pass adds up exactly,
 * and so does every mean of passes. Until the first pass is whole, its first steps are an estimate
 * (`partialPass`); a long one is asked for in parts. Once every coalition is known, so is the mean
 * over all orders.
 *
 * Standard errors are those of the mean of independent passes. Few passes say little about a
 * player's spread, so its variance is drawn toward the mean of all players', and the error enlarged
 * by Student's t, which keeps ± 1.96 errors near 95 % intervals. Null for fewer than two passes.
 */
function* permutationShapley(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const store = coalitionStore(m, outputs);
  const walk = passes(m, store, context.random.fork('orders'));
  const moments = passMoments(m, outputs, store);
  let planned = 2;
  let issued = 0;
  let exhausted = false;
  let first: Pass | undefined;

  /** The steps of the first pass that are known; null once it is whole. */
  const steps = () => {
    if (!first || moments.passes() > 0) return null;
    const { order, prefixes, rests } = first;
    const half = (place: number, k: number): number =>
      (store.value(prefixes[place], k) - store.value(rests[place], k)) / 2;
    return { order, reached: Math.floor(Math.max(0, store.received()) / 2), half };
  };

  const estimate = (): Attribution => {
    const complete = store.received() >= store.total;
    const begun = complete ? null : steps();
    const partial = begun && begun.reached > 0 ? partialPass(begun, outputs) : null;
    const sampled = partial ?? { values: moments.mean, standardErrors: moments.standardErrors() };
    const found = complete ? store.enumerated() : sampled.values;
    const errors = complete ? new Float64Array(outputs * m) : sampled.standardErrors;
    const { base, prediction } = store.ends();
    const values = forAllPlayers(found, context, active);
    const standardErrors = errors && forAllPlayers(errors, context, active);
    settle(values, totalsOf(base, prediction), active);
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: {},
      coalitions: store.received(),
      complete,
      ...(m > 1 && !complete && moments.passes() === 0 && !partial && NOTHING_LEARNT),
      ...(partial && begun && { note: message('explaining.partialPass', { reached: begun.reached, players: m }) }),
    });
  };

  /** The next part of what is planned; its passes count once all of it is known. */
  const issue = (to: number, batch: readonly Pass[]): Issued<readonly Pass[]> => {
    issued = to;
    return { ask: { kind: 'coalitions', coalitions: store.issue(to, players, active) }, batch };
  };

  let held: readonly Pass[] = [];
  yield* overlap<readonly Pass[]>(
    () => {
      if (issued > 0 && issued < planned) {
        const to = Math.min(planned, 2 * issued);
        return issue(to, to < planned ? [] : held);
      }
      const batch: Pass[] = [];
      const most = nextAsk(planned - 2, samples);
      const from = issued;
      while (!exhausted && planned - from < most) {
        if (planned - 2 >= store.total) exhausted = true;
        else {
          const pass = walk();
          first ??= pass;
          if (store.size() - 2 > samples) exhausted = true;
          else {
            batch.push(pass);
            planned = store.size();
          }
        }
      }
      // Not even one whole pass: as much of it as there may be.
      if (exhausted && from === 0 && batch.length === 0 && planned - 2 < store.total)
        planned += 2 * Math.floor(samples / 2);
      // Last passes without a new coalition are left out: there is no ask to carry them.
      if (planned === from) return null;
      // A first pass over many players goes out in parts, so that some of it is soon known.
      held = batch;
      return from === 0 && planned > LONG ? issue(FIRST_PART, []) : issue(planned, batch);
    },
    (batch, values) => {
      store.receive(values);
      for (const pass of batch) moments.add(pass);
    },
    () => (store.received() < 0 ? undefined : estimate),
    { unfinished: () => store.received() >= 0 && store.received() < store.total && moments.passes() === 0 },
  );
  return estimate();
}

/** Coalitions of the first ask where it would be longer than `LONG`; each part doubles them. */
const FIRST_PART = 34;
const LONG = 66;

/**
 * Coalitions in the next ask: half of what was asked for, so that estimates keep coming; at most an
 * eighth of the samples.
 */
const nextAsk = (planned: number, samples: number): number => Math.max(32, Math.min(planned / 2, samples / 8, 512));

/** The sequence of passes: random orders, and the slots of the coalitions on their way. */
function passes(m: number, store: CoalitionStore, random: Random): () => Pass {
  const deck = Int32Array.from({ length: m }, (_, j) => j);
  const words = Math.max(1, Math.ceil(m / 32));
  return () => {
    random.shuffle(deck);
    const prefix = new Uint32Array(words);
    const rest = new Uint32Array(words);
    for (let j = 0; j < m; j++) rest[j >> 5] |= 1 << (j & 31);
    const prefixes = new Int32Array(m + 1);
    const rests = new Int32Array(m + 1);
    prefixes[m] = FULL;
    rests[0] = FULL;
    for (let place = 1; place < m; place++) {
      const player = deck[place - 1];
      prefix[player >> 5] |= 1 << (player & 31);
      rest[player >> 5] ^= 1 << (player & 31);
      prefixes[place] = store.slot(prefix);
      rests[place] = store.slot(rest);
    }
    return { order: deck.slice(), prefixes, rests };
  };
}

/** Mean and spread over the passes, K × m, by Welford's updates. */
function passMoments(m: number, outputs: number, store: CoalitionStore) {
  const mean = new Float64Array(outputs * m);
  const squares = new Float64Array(outputs * m);
  let count = 0;
  return {
    mean,
    passes: () => count,
    add({ order, prefixes, rests }: Pass): void {
      count += 1;
      for (let k = 0; k < outputs; k++) {
        // Half of (set − complement): its steps are the means of the forward and the reverse
        // contribution.
        let before = (store.value(prefixes[0], k) - store.value(rests[0], k)) / 2;
        for (let place = 0; place < m; place++) {
          const after = (store.value(prefixes[place + 1], k) - store.value(rests[place + 1], k)) / 2;
          const at = k * m + order[place];
          const off = after - before - mean[at];
          mean[at] += off / count;
          squares[at] += off * (after - before - mean[at]);
          before = after;
        }
      }
    },
    standardErrors(): Float64Array | null {
      if (count < 2) return null;
      const factor = moderatedFactor(count);
      const errors = new Float64Array(outputs * m);
      for (let k = 0; k < outputs; k++) {
        const own = moderatedVariances(squares.subarray(k * m, (k + 1) * m), new Float64Array(m).fill(count));
        for (let j = 0; j < m; j++) errors[k * m + j] = factor * Math.sqrt(own[j] / count);
      }
      return errors;
    },
  };
}
