import type { Explanation } from '../record.ts';
import {
  checkLearnt,
  type Form,
  groupsNote,
  interactionsNote,
  leftOut,
  pixelsNote,
  playerValues,
  spaceNote,
} from './form.ts';

/** A number for each player, of one output or of K: 1 × players, or 1 × players × K. */
type PerPlayer = readonly [readonly number[]] | readonly [readonly (readonly number[])[]];

/**
 * The arguments of `shap.Explanation` by their names, in the shapes that shap's explainers give of
 * one row.
 */
export interface ShapExplanation {
  readonly values: PerPlayer;
  /** 1, or 1 × K. */
  readonly base_values: readonly [number] | readonly [readonly number[]];
  /**
   * 1 × players: cells of a row, null where one is missing; pieces of a text, which joined give it
   * back. Null where no single value stands for a player, and of pictures.
   */
  readonly data: readonly [readonly (number | string | null)[]] | null;
  readonly feature_names: readonly string[];
  /** One name, or K. */
  readonly output_names: string | readonly string[];
  /** Standard errors; null, as are the bounds, where they are not known. */
  readonly error_std: PerPlayer | null;
  /** Lower ends of 95 % intervals. */
  readonly lower_bounds: PerPlayer | null;
  readonly upper_bounds: PerPlayer | null;
}

/** Half-width of a 95 % interval in standard errors. */
const Z95 = 1.959964;

/**
 * A record as the arguments of `shap.Explanation` (shap's `shap/_explanation.py`), in the space of
 * the record. Once lists are arrays, `explanation[0]` is what `shap.plots.waterfall` takes of one
 * output, and `explanation[0, :, "name"]` of several. Of pictures, a player is a segment.
 * @throws OrielError `record-form` where nothing was learnt about the players.
 */
export function toShap(record: Explanation): ShapExplanation {
  checkLearnt(record, shap.tool);
  const { attributions, standardErrors, players, outputs, base } = record;
  const one = outputs.length === 1;
  const perPlayer = (of: (output: number, player: number) => number): PerPlayer =>
    one
      ? [players.map((_, player) => of(0, player))]
      : [players.map((_, player) => outputs.map((_, output) => of(output, player)))];
  const withErrors = (of: (value: number, error: number) => number): PerPlayer | null =>
    standardErrors && perPlayer((k, player) => of(attributions[k][player], standardErrors[k][player]));
  const data = playerValues(record) ?? textPieces(record);
  return {
    values: perPlayer((k, player) => attributions[k][player]),
    base_values: one ? [base[0]] : [base],
    data: data && [data],
    feature_names: players,
    output_names: one ? outputs[0] : outputs,
    error_std: withErrors((_, error) => error),
    lower_bounds: withErrors((value, error) => value - Z95 * error),
    upper_bounds: withErrors((value, error) => value + Z95 * error),
  };
}

/** As shap's text masker cuts: each piece reaches to where the next one begins. */
function textPieces({ input }: Explanation): readonly string[] | null {
  if (input.kind !== 'text' || input.text === null) return null;
  const { text, spans, part } = input;
  const [first, end] = part ?? [0, text.length];
  // Equal words that are one player have no place of their own.
  if (spans.some((places) => places.length !== 1)) return spans.map(([[from, to]]) => text.slice(from, to));
  const starts = spans.map(([[from]], at) => (at === 0 ? first : from));
  return starts.map((from, at) => text.slice(from, starts[at + 1] ?? end));
}

export const shap: Form = {
  tool: 'shap',
  write: (record) => [toShap(record)],
  notes: (record) =>
    leftOut('shap', [spaceNote(record), interactionsNote(record), groupsNote(record), pixelsNote(record)]),
};
