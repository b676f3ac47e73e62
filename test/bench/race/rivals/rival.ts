// What the rivals have in common. They are written from their papers to be raced against: they give
// values alone, once everything was asked.

import { message } from '../../../../src/catalogue/message.ts';
import type { Ask, Attribution, ExplainerContext, ExplainerDescription } from '../../../../src/explainers/explainer.ts';
import { add, addAll, coalitionsOf } from '../../../../src/games/coalitions.ts';

/** The ends of a game, K each: values of the empty and of the full coalition. */
export interface Ends {
  readonly base: Float64Array;
  readonly full: Float64Array;
}

/** Asks for the values of coalitions, each by its members (count × K); gives Shapley values, K × m. */
export type Asking = Generator<readonly (readonly number[])[], Float64Array, Float64Array>;

export type Rival = (context: ExplainerContext, ends: Ends) => Asking;

function* explaining(context: ExplainerContext, rival: Rival): Generator<Ask, Attribution, Float64Array> {
  const { players, outputs } = context;
  const both = coalitionsOf(players, 2);
  addAll(both, 1);
  const values = yield { kind: 'coalitions', coalitions: both };
  const ends = { base: values.slice(0, outputs), full: values.slice(outputs, 2 * outputs) };
  const asking = rival(context, ends);
  let count = 0;
  let step = asking.next();
  while (!step.done) {
    const sets = step.value;
    const coalitions = coalitionsOf(players, sets.length);
    for (const [row, members] of sets.entries()) for (const player of members) add(coalitions, row, player);
    count += sets.length;
    step = asking.next(yield { kind: 'coalitions', coalitions });
  }
  return {
    players,
    outputs,
    base: ends.base,
    prediction: ends.full,
    values: step.value,
    standardErrors: null,
    additive: true,
    fidelity: {},
    coalitions: count,
    complete: false,
    note: message('explaining.rough'),
  };
}

/** A rival as the bench runs estimators. */
export const described = (name: string, rival: Rival, maxPlayers: number): ExplainerDescription => ({
  name,
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: false,
  defaultSamples: () => 2048,
  maxPlayers,
  links: true,
  create: (context) => explaining(context, rival),
});
