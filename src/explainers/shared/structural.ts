import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Space } from '../../games/game.ts';
import { type AffineAnswer, affineAnswer, type Structure } from '../../structures/structure.ts';
import type { Attribution, ExplainedRows, Explainer, ExplainerContext, PreparedFacts } from '../explainer.ts';

/**
 * Explained rows as numbers to send: for each row K predictions, K × players values, and
 * interactions where there are any; or the values alone, for which predictions are not asked.
 */
export function pack(found: ExplainedRows, count: number, valuesAlone = false): Float64Array {
  const { values } = found;
  if (valuesAlone) return values;
  const { predictions, interactions } = found;
  const parts = interactions ? [predictions, values, interactions] : [predictions, values];
  const width = parts.reduce((sum, part) => sum + part.length, 0) / count;
  const packed = new Float64Array(count * width);
  for (let row = 0, at = 0; row < count; row++) {
    for (const part of parts) {
      const size = part.length / count;
      packed.set(part.subarray(row * size, (row + 1) * size), at);
      at += size;
    }
  }
  return packed;
}

/** Width of a packed row. */
export const packedWidth = (outputs: number, players: number, interactions: boolean): number =>
  outputs * (1 + players + (interactions ? players * players : 0));

/** The attributions of `count` packed rows. */
export function attributionsOf(
  { base, exact }: PreparedFacts,
  packed: Float64Array,
  count: number,
  players: number,
): Attribution[] {
  const outputs = base.length;
  const width = packed.length / count;
  return Array.from({ length: count }, (_, row) => {
    const start = row * width;
    const part = (from: number, size: number) => packed.slice(start + from, start + from + size);
    const interacting = width > packedWidth(outputs, players, false);
    return {
      players,
      outputs,
      base,
      prediction: part(0, outputs),
      values: part(outputs, outputs * players),
      standardErrors: exact ? new Float64Array(outputs * players) : null,
      ...(interacting && { interactions: part(outputs * (1 + players), outputs * players * players) }),
      additive: true,
      fidelity: {},
      coalitions: 0,
      complete: true,
    };
  });
}

/** `create` of a method that reads structure: asks for the instance and returns its attribution. */
export function createStructural({
  name,
  needs,
}: {
  name: string;
  needs: Structure['kind'];
}): (context: ExplainerContext) => Explainer {
  return ({ prepared, input, players }) => {
    if (!prepared || input.kind !== 'tabular')
      throw new OrielError('request-invalid', { text: message('explaining.needs', { name, structure: needs }) });
    const { instance } = input;
    return (function* (): Explainer {
      const packed = yield { kind: 'structure', rows: { count: 1, columns: instance.length, data: instance } };
      return attributionsOf(prepared, packed, 1, players)[0];
    })();
  };
}

/** How each selected answer follows linearly from a raw score; null where one of them does not. */
export function readingsOf({ finalStep }: Structure, selected: readonly number[], space: Space): AffineAnswer[] | null {
  if (space === 'logit') return null;
  const readings = selected.map((answer) => affineAnswer(finalStep, answer, space));
  return readings.every((reading) => reading !== null) ? (readings as AffineAnswer[]) : null;
}

/**
 * Values of raw scores (sets × scores × width) as values of the selected answers (sets × K ×
 * width); offsets are left out.
 */
export function readOff(
  values: Float64Array,
  scores: number,
  readings: readonly AffineAnswer[],
  width: number,
): Float64Array {
  const sets = values.length / (scores * width);
  const out = new Float64Array(sets * readings.length * width);
  for (let set = 0; set < sets; set++)
    for (const [k, { score, scale }] of readings.entries())
      for (let i = 0; i < width; i++)
        out[(set * readings.length + k) * width + i] = scale * values[(set * scores + score) * width + i];
  return out;
}

/** Raw scores (sets × scores) as selected answers (sets × K), offsets included. */
export const readScores = (values: Float64Array, scores: number, readings: readonly AffineAnswer[]): Float64Array =>
  readOff(values, scores, readings, 1).map((value, at) => value + readings[at % readings.length].offset);
