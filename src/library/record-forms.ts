import type { Message } from '../catalogue/message.ts';
import { loaded } from '../errors.ts';
import type {
  ClarifyResponse,
  ShapExplanation,
  ShapiqInteractionValues,
  VertexExplanation,
} from '../records/forms/index.ts';
import type { Explanation } from '../records/record.ts';

/** What a record becomes, by the form's name: shapiq keeps each output by itself. */
export interface RecordForms {
  readonly shap: readonly [ShapExplanation];
  readonly vertex: readonly [VertexExplanation];
  readonly clarify: readonly [ClarifyResponse];
  readonly shapiq: readonly ShapiqInteractionValues[];
}

export interface FormOptions {
  /** All of the model's outputs, in its order: `facts.outputs`. Default: those of the record. */
  readonly modelOutputs?: readonly string[];
  /** Hears what of the record the form has no place for. */
  readonly tell?: (note: Message) => void;
}

/**
 * A record in the form that shap, Vertex AI, SageMaker Clarify or shapiq reads, as values to be
 * written as JSON. Throws `record-form` where the form cannot hold the record.
 *
 * @example
 * const [explanation] = await recordAs('shap', record);
 * await writeFile('shap.json', JSON.stringify(explanation));
 */
export async function recordAs<Name extends keyof RecordForms>(
  form: Name,
  record: Explanation,
  { tell = () => {}, ...context }: FormOptions = {},
): Promise<RecordForms[Name]> {
  const { forms } = await loaded(import('../records/forms/index.ts'));
  const written = forms[form].write(record, context);
  for (const note of forms[form].notes(record)) tell(note);
  return written as unknown as RecordForms[Name];
}
