import { message } from '../../catalogue/message.ts';
import type { Explanation } from '../record.ts';
import {
  cannotHold,
  checkLearnt,
  type Form,
  hasErrors,
  interactionsNote,
  leftOut,
  pixelsNote,
  playerValues,
  spaceNote,
} from './form.ts';

/** A number for each label, K, and where in the text, if it is of one. */
export interface ClarifyAttribution {
  readonly attribution: readonly number[];
  /** `start_idx` counts characters (Unicode code points) from the beginning of the text. */
  readonly description?: { readonly partial_text: string; readonly start_idx: number };
}

export interface ClarifyFeature {
  readonly feature_header: string;
  /** Absent where it is not known: of a missing value, a group, a segment. */
  readonly feature_type?: 'numerical' | 'categorical' | 'text';
  /** One; of a text, one for each player. */
  readonly attributions: readonly ClarifyAttribution[];
}

/** What an endpoint with SageMaker Clarify answers. */
export interface ClarifyResponse {
  readonly version: '1.0';
  readonly predictions: { readonly content_type: 'text/csv'; readonly data: string };
  /** One record. */
  readonly explanations: { readonly kernel_shap: readonly (readonly ClarifyFeature[])[] };
}

/**
 * A record as the answer of an endpoint with SageMaker Clarify's online explainability (the
 * developer guide's "Explainability Endpoint response"), in the space of the record; `predictions`
 * are the answers of the outputs explained, in the model's own units. All values stand under
 * `kernel_shap`, the only name that there is.
 * @throws OrielError `record-form` where nothing was learnt about the players, or the text was
 * removed.
 */
export function toClarify(record: Explanation): ClarifyResponse {
  checkLearnt(record, clarify.tool);
  const { input } = record;
  return {
    version: '1.0',
    predictions: { content_type: 'text/csv', data: record.modelOutput.join(',') },
    explanations: { kernel_shap: [input.kind === 'text' ? [textFeature(record, input)] : features(record)] },
  };
}

const labels = ({ attributions }: Explanation, player: number): number[] => attributions.map((row) => row[player]);

function features(record: Explanation): ClarifyFeature[] {
  const values = playerValues(record);
  return record.players.map((name, player) => {
    const value = values?.[player] ?? null;
    return {
      feature_header: name,
      ...(value !== null && { feature_type: typeof value === 'number' ? ('numerical' as const) : 'categorical' }),
      attributions: [{ attribution: labels(record, player) }],
    };
  });
}

function textFeature(
  record: Explanation,
  { text, spans }: Extract<Explanation['input'], { kind: 'text' }>,
): ClarifyFeature {
  if (text === null) throw cannotHold(clarify.tool, message('record.form.noText', { form: clarify.tool }));
  const count = characterCounts(text);
  return {
    feature_header: 'text',
    feature_type: 'text',
    attributions: spans.map(([[from, to]], player) => ({
      attribution: labels(record, player),
      description: { partial_text: text.slice(from, to), start_idx: count[from] },
    })),
  };
}

/** Characters before each UTF-16 unit of a text. */
function characterCounts(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  let [unit, characters] = [0, 0];
  for (const character of text) {
    counts.fill(characters++, unit, unit + character.length);
    unit += character.length;
  }
  counts[text.length] = characters;
  return counts;
}

export const clarify: Form = {
  tool: 'SageMaker Clarify',
  write: (record) => [toClarify(record)],
  notes: (record) =>
    leftOut('SageMaker Clarify', [
      hasErrors(record) && message('record.form.errors'),
      spaceNote(record),
      interactionsNote(record),
      pixelsNote(record),
      record.input.kind === 'text' &&
        record.input.spans.some((places) => places.length > 1) &&
        message('record.form.places'),
    ]),
};
