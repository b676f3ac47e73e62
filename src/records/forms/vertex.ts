import { message } from '../../catalogue/message.ts';
import type { Explanation } from '../record.ts';
import {
  cannotHold,
  checkLearnt,
  type Form,
  type FormContext,
  hasErrors,
  interactionsNote,
  leftOut,
  pixelsNote,
  spaceNote,
} from './form.ts';

/** Vertex AI's `Attribution`: one output of the model. */
export interface VertexAttribution {
  readonly baselineOutputValue: number;
  readonly instanceOutputValue: number;
  /**
   * By player. A text is one feature, `text`, an array of scalars: one for each player, in its
   * order.
   */
  readonly featureAttributions: Readonly<Record<string, number | readonly number[]>>;
  readonly outputIndex: readonly number[];
  readonly outputDisplayName: string;
  /** The largest standard error of the output; absent where none is known. */
  readonly approximationError?: number;
  /** The model's output tensor where it was chosen, else `output`. */
  readonly outputName: string;
}

/** Vertex AI's `Explanation` of one instance. */
export interface VertexExplanation {
  readonly attributions: readonly VertexAttribution[];
}

/**
 * A record as Vertex AI's `Explanation` (google/cloud/aiplatform/v1/explanation.proto, in JSON).
 * Values are in the space of the record. `outputIndex` is the output's place among `modelOutputs`.
 * @throws OrielError `record-form` where nothing was learnt about the players, or two of a row or
 * picture have one name.
 */
export function toVertex(record: Explanation, { modelOutputs = record.outputs }: FormContext = {}): VertexExplanation {
  checkLearnt(record, vertex.tool);
  const { players, input, outputs, model, standardErrors } = record;
  const isText = input.kind === 'text';
  const again = players.find((name, at) => players.indexOf(name) < at);
  if (!isText && again !== undefined)
    throw cannotHold(vertex.tool, message('record.form.sameName', { form: vertex.tool, name: again }));
  return {
    attributions: outputs.map((output, k) => ({
      baselineOutputValue: record.base[k],
      instanceOutputValue: record.prediction[k],
      featureAttributions: isText
        ? { text: record.attributions[k] }
        : Object.fromEntries(players.map((name, player) => [name, record.attributions[k][player]])),
      outputIndex: [modelOutputs.includes(output) ? modelOutputs.indexOf(output) : k],
      outputDisplayName: output,
      ...(standardErrors && { approximationError: Math.max(0, ...standardErrors[k]) }),
      outputName: model.outputTensor ?? 'output',
    })),
  };
}

export const vertex: Form = {
  tool: 'Vertex AI',
  write: (record, context) => [toVertex(record, context)],
  notes: (record) =>
    leftOut('Vertex AI', [
      hasErrors(record) && message('record.form.eachError'),
      spaceNote(record),
      interactionsNote(record),
      pixelsNote(record),
      record.input.kind === 'text' && message('record.form.words'),
    ]),
};
