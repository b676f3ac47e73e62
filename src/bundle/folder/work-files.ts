import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { issueText } from '../../data/issue-text.ts';
import { foreign, OrielError } from '../../errors.ts';
import { MethodSchema, type Plan, PlanSchema } from '../schema.ts';
import type { Shard } from '../shares.ts';

// While rows are explained, a folder holds what is done so far, row by row, in files to which is
// only added. When all rows are done, a bundle is made of them.

/** Files of a folder that is being worked in, beside those that a bundle has too. */
export const workFiles = {
  /** What is to be done. */
  plan: 'plan.json',
  /** How it is done, known with the first row that was explained. */
  method: 'method.json',
  /** What became of each row, a byte a row: written last. */
  states: 'states.bin',
  /** Numbers of each row that was explained. */
  values: 'values.bin',
  /** That a shard is done, and what its files were then. */
  done: 'done.json',
  /** Shards that were given the same folder. */
  shards: 'shards',
} as const;

/** What became of a row, as a byte. */
export const states = { explained: 1, failed: 2, passed: 3 } as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const WorkPlanSchema = v.object({
  schema: v.literal('oriel.batch/1'),
  plan: PlanSchema,
  shard: v.object({ index: count, of: count }),
});

export interface WorkPlan {
  readonly schema: 'oriel.batch/1';
  readonly plan: Plan;
  readonly shard: Shard;
}

/** A file as JSON by its schema; null where there is none. Throws `bundle-invalid`. */
export async function readJsonFile<Schema extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  const file = join(folder, name);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new OrielError('bundle-invalid', { file, text: foreign(error) }, { cause: error });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new OrielError('bundle-invalid', { file, text: issueText(result.issues, name) });
}

export const readPlan = (folder: string): Promise<WorkPlan | null> =>
  readJsonFile(folder, workFiles.plan, WorkPlanSchema);

export const readMethod = (folder: string) => readJsonFile(folder, workFiles.method, MethodSchema);

/** Where two plans differ first, as `request.samples`; null where they do not. */
export function differenceOf(one: unknown, other: unknown, path = ''): string | null {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  if (!isObject(one) || !isObject(other)) return Object.is(one, other) ? null : path;
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = differenceOf(one[name], other[name], path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}
