import * as v from 'valibot';
import { finite, MeasureSchema, whole } from './measure.ts';

/** How much each player moves the answers. */
export const ImportanceSchema = v.object({
  /** Rows that were explained. */
  rows: whole,
  space: v.picklist(['output', 'logit', 'raw']),
  /** The method, and whether its values have no error. */
  explainer: v.string(),
  exact: v.boolean(),
  /** The most important first. */
  players: v.array(
    v.object({
      name: v.string(),
      /** Mean size of its attributions, without what their errors add to it. */
      importance: MeasureSchema,
      /** The plain mean of sizes. */
      plain: finite,
      mean: MeasureSchema,
      leads: MeasureSchema,
      raises: MeasureSchema,
    }),
  ),
});

/** How the answers follow one column. */
export const CurveSchema = v.object({
  column: v.string(),
  /** Rows that partial dependence is the mean of, drawn from all; absent in older records. */
  rows: v.optional(whole),
  /** Names of the grid's levels; null of numbers. */
  levels: v.nullable(v.array(v.string())),
  grid: v.array(finite),
  /** Partial dependence, and the same from the first value of the grid on. */
  mean: v.array(MeasureSchema),
  centred: v.array(MeasureSchema),
  /** Rows × grid: some rows by themselves. */
  single: v.array(v.array(finite)),
  /** Accumulated local effects; null of categories. */
  local: v.nullable(v.object({ edges: v.array(finite), effect: v.array(MeasureSchema), rows: v.array(whole) })),
});
