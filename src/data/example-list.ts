import * as v from 'valibot';
import { OrielError } from '../errors.ts';
import { issueText } from './issue-text.ts';

/** A path inside the example's folder: neither an address elsewhere nor a way out of the folder. */
const file = v.pipe(v.string(), v.regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/));

/** What a person calls it, by language; English is always there. */
export type Names = v.InferOutput<typeof names>;
const names = v.objectWithRest({ en: v.string() }, v.string());

const common = {
  /** The example's folder beside the index, and its name in the page's address. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  name: names,
  models: v.pipe(v.array(v.object({ file, card: file, label: names })), v.minLength(1)),
};

const ExampleSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('tabular'), data: file }),
  v.object({ ...common, kind: v.literal('image'), photos: v.pipe(v.array(file), v.minLength(1)) }),
  v.object({ ...common, kind: v.literal('text') }),
]);

/** public/examples/index.json: the shipped examples in the order in which the page offers them. */
const ExamplesSchema = v.pipe(v.array(ExampleSchema), v.minLength(1));

export type Example = v.InferOutput<typeof ExampleSchema>;

/** Reads the list of examples from JSON; throws `card-invalid`, which names the field. */
export function parseExamples(json: unknown, from = 'examples/index.json'): readonly Example[] {
  const result = v.safeParse(ExamplesSchema, json);
  if (result.success) return result.output;
  throw new OrielError('card-invalid', { file: from, text: issueText(result.issues, 'list') });
}
