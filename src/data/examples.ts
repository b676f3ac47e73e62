import * as v from 'valibot';
import { OrielError } from '../errors.ts';

/** A file of an example's own folder: no address elsewhere, no way up. */
const file = v.pipe(v.string(), v.regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'is not the name of a file in its folder'));

const common = {
  /** Its folder beside the index, and its name in the page's address. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  name: v.string(),
  models: v.pipe(v.array(v.object({ file, card: file, label: v.string() })), v.minLength(1)),
};

const ExampleSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('tabular'), data: file }),
  v.object({ ...common, kind: v.literal('image'), photos: v.pipe(v.array(file), v.minLength(1)) }),
  v.object({ ...common, kind: v.literal('text') }),
]);

/** public/examples/index.json: the shipped examples in the order they are offered. */
export const ExamplesSchema = v.pipe(v.array(ExampleSchema), v.minLength(1));

export type Example = v.InferOutput<typeof ExampleSchema>;

/** The list of examples from JSON; throws `card-invalid` naming the field. */
export function parseExamples(json: unknown, from = 'examples/index.json'): readonly Example[] {
  const result = v.safeParse(ExamplesSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new OrielError('card-invalid', { file: from, text: `${v.getDotPath(issue) ?? 'list'}: ${issue.message}` });
}
