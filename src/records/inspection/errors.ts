import * as v from 'valibot';
import { finite, MeasureSchema, whole } from './measure.ts';

const ConditionSchema = v.union([
  v.object({ column: v.string(), most: finite }),
  v.object({ column: v.string(), above: finite }),
  v.object({ column: v.string(), level: v.string() }),
  v.object({ column: v.string(), not: v.string() }),
  v.object({ column: v.string(), missing: v.boolean() }),
]);

/** Rows that meet a condition and those above it, and how far the model is off there. */
export interface ErrorPart {
  condition: v.InferOutput<typeof ConditionSchema> | null;
  rows: number;
  error: v.InferOutput<typeof MeasureSchema>;
  parts: ErrorPart[];
}

export const ErrorPartSchema: v.GenericSchema<ErrorPart> = v.object({
  condition: v.nullable(ConditionSchema),
  rows: whole,
  error: MeasureSchema,
  parts: v.array(v.lazy(() => ErrorPartSchema)),
});
