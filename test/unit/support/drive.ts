import type { Ask, Attribution, Explainer, ExplainerContext } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { type Coalitions, has } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { balancedHierarchy } from './balanced-hierarchy.ts';
import type { AtHand } from './explainers.ts';
import type { TestGame } from './games.ts';

/** A context for a game without a model: a tabular input of zeros. */
export function contextOf(
  game: { players: number; outputs: number },
  given: Partial<ExplainerContext> = {},
): ExplainerContext {
  const seed = given.seed ?? 0;
  return {
    players: game.players,
    outputs: game.outputs,
    samples: Number.POSITIVE_INFINITY,
    seed,
    random: createRandom(seed),
    input: { kind: 'tabular', instance: new Float32Array(game.players), statistics: [] },
    idle: new Array<boolean>(game.players).fill(false),
    hierarchy: () => balancedHierarchy(game.players),
    ...given,
  };
}

/** Values of the coalitions in a game, count × K. */
export function valuesOf(game: TestGame, coalitions: Coalitions): Float64Array {
  const values = new Float64Array(coalitions.count * game.outputs);
  const present = new Uint8Array(game.players);
  for (let row = 0; row < coalitions.count; row++) {
    for (let p = 0; p < game.players; p++) present[p] = has(coalitions, row, p) ? 1 : 0;
    const value = game.value(present);
    for (let k = 0; k < game.outputs; k++) values[row * game.outputs + k] = value[k];
  }
  return values;
}

/** The coalitions of an ask that wants nothing else. */
export function coalitionsIn(ask: Ask): Coalitions {
  if (ask.kind !== 'coalitions') throw new Error('this game answers coalitions only');
  return ask.coalitions;
}

/** Every coalition of some asks, in their order, as text to compare. */
export const coalitionKeys = (asks: readonly Ask[]): string[] =>
  asks.flatMap((ask) => {
    const { bits, words, count } = coalitionsIn(ask);
    return Array.from({ length: count }, (_, row) => bits.slice(row * words, (row + 1) * words).join());
  });

/** Everything seen while an explainer was driven to its end (or until `stop` says so). */
export interface Drive {
  readonly asks: readonly Ask[];
  /** The estimates handed out, one for each ask that had one. */
  readonly estimates: readonly Attribution[];
  /** What it returned; undefined when it was stopped. */
  readonly result: Attribution | undefined;
}

/** Answers an explainer's asks until it returns, as the engine does. */
export function driveAll(
  explainer: Explainer,
  answer: (ask: Ask) => Float64Array,
  stop: (asks: readonly Ask[]) => boolean = () => false,
): Drive {
  const asks: Ask[] = [];
  const estimates: Attribution[] = [];
  let step = explainer.next();
  while (!step.done) {
    asks.push(step.value);
    if (step.value.estimate) estimates.push(step.value.estimate());
    if (stop(asks)) {
      explainer.return(undefined as never);
      return { asks, estimates, result: undefined };
    }
    step = explainer.next(answer(step.value));
  }
  return { asks, estimates, result: step.value };
}

/** As `driveAll`, for answers that take their time. */
export async function driveAsync(
  explainer: Explainer,
  answer: (ask: Ask) => Promise<Float64Array> | Float64Array,
): Promise<Attribution> {
  let step = explainer.next();
  while (!step.done) step = explainer.next(await answer(step.value));
  return step.value;
}

/** The attribution an explainer of coalitions finds for a game; no estimate is asked for. */
export function drive(explainer: Explainer, game: TestGame): Attribution {
  let step = explainer.next();
  while (!step.done) step = explainer.next(valuesOf(game, coalitionsIn(step.value)));
  return step.value;
}

/** What a test says of a context and of options. */
export interface Given extends Partial<ExplainerContext> {
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Drives one explainer of coalitions on games. */
export function driverOf(description: AtHand) {
  const create = (game: TestGame, { options = {}, ...given }: Given): Explainer =>
    description.create(contextOf(game, given), readOptions(description, options));
  return {
    explain: (game: TestGame, given: Given = {}): Attribution => drive(create(game, given), game),
    watch: (game: TestGame, given: Given, stop?: (asks: readonly Ask[]) => boolean): Drive =>
      driveAll(create(game, given), (ask) => valuesOf(game, coalitionsIn(ask)), stop),
  };
}
