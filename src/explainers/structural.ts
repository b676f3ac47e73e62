import { OrielError } from '../errors.ts';
import type { Space } from '../games/game.ts';
import { type Reading, readingOf, type Structure } from '../games/structure.ts';
import { explainerWords } from '../words/en.ts';
import type {
  Attribution,
  ExplainedRows,
  Explainer,
  ExplainerContext,
  ExplainerDescription,
  OptionValues,
  PreparedStructure,
} from './explainer.ts';

/** The attributions of explained rows. */
export function attributionsOf({ base, exact }: PreparedStructure, found: ExplainedRows, players: number): Attribution[] {
  const outputs = base.length;
  const width = outputs * players;
  return Array.from({ length: found.values.length / width }, (_, row) => ({
    players,
    outputs,
    base,
    prediction: found.predictions.slice(row * outputs, (row + 1) * outputs),
    values: found.values.slice(row * width, (row + 1) * width),
    standardErrors: exact ? new Float64Array(width) : null,
    ...(found.interactions && { interactions: found.interactions.slice(row * width * players, (row + 1) * width * players) }),
    additive: true,
    fidelity: {},
    coalitions: 0,
    complete: true,
  }));
}

/** The explainer of one row: it asks nothing and returns. */
export function* explainedRow(prepared: PreparedStructure, row: Float32Array, players: number): Explainer {
  return attributionsOf(prepared, prepared.explain(row, 1), players)[0];
}

/** `create` of a method that reads structure: prepares and explains the instance. */
export function createStructural(description: () => ExplainerDescription): (context: ExplainerContext, options: OptionValues) => Explainer {
  return ({ structure, input, players }, options) => {
    const { structural, name } = description();
    if (!structural || !structure || input.kind !== 'tabular' || structure.structure.kind !== structural.needs)
      throw new OrielError('request-invalid', { text: explainerWords.needs(name, structural?.needs ?? 'trees') });
    return explainedRow(structural.prepare(structure, options), input.instance, players);
  };
}

/** How each selected answer follows from raw scores in a straight line; null where one of them does not. */
export function readingsOf({ post }: Structure, selected: readonly number[], space: Space): Reading[] | null {
  if (space === 'logit') return null;
  const readings = selected.map((answer) => readingOf(post, answer, space));
  return readings.every((reading) => reading !== null) ? (readings as Reading[]) : null;
}

/** What was found of raw scores (sets × scores × width) as it is for the selected answers (sets × K × width); offsets are left out. */
export function readOff(values: Float64Array, scores: number, readings: readonly Reading[], width: number): Float64Array {
  const sets = values.length / (scores * width);
  const out = new Float64Array(sets * readings.length * width);
  for (let set = 0; set < sets; set++)
    for (const [k, { score, scale }] of readings.entries())
      for (let i = 0; i < width; i++) out[(set * readings.length + k) * width + i] = scale * values[(set * scores + score) * width + i];
  return out;
}

/** Raw scores (sets × scores) as selected answers (sets × K), offsets included. */
export const readScores = (values: Float64Array, scores: number, readings: readonly Reading[]): Float64Array =>
  readOff(values, scores, readings, 1).map((value, at) => value + readings[at % readings.length].offset);
