import * as v from 'valibot';
import { finite, MeasureSchema, orNone, whole } from './measure.ts';
import { ShiftSchema } from './shift.ts';

const DisparitySchema = v.object({
  largest: v.nullable(whole),
  smallest: v.nullable(whole),
  difference: MeasureSchema,
  ratio: MeasureSchema,
});

const MembershipSchema = v.union([
  v.object({ column: v.string(), level: v.string() }),
  v.object({ column: v.string(), from: orNone, to: orNone }),
  v.object({ column: v.string(), missing: v.literal(true) }),
]);

/** How the groups of one column, or of two crossed, are treated. */
export const FairnessSchema = v.object({
  columns: v.array(v.string()),
  threshold: finite,
  groups: v.array(
    v.object({
      of: v.array(MembershipSchema),
      rows: whole,
      /** Why its numbers say little. */
      small: v.nullable(v.picklist(['rows', 'positives', 'negatives'])),
      meanScore: MeasureSchema,
      selectionRate: MeasureSchema,
      known: v.nullable(
        v.object({
          positives: whole,
          prevalence: MeasureSchema,
          truePositiveRate: MeasureSchema,
          falsePositiveRate: MeasureSchema,
          precision: MeasureSchema,
          accuracy: MeasureSchema,
          calibration: MeasureSchema,
        }),
      ),
    }),
  ),
  demographicParity: DisparitySchema,
  equalOpportunity: v.nullable(DisparitySchema),
  falsePositives: v.nullable(DisparitySchema),
  equalisedOdds: v.nullable(MeasureSchema),
  fourFifths: v.nullable(v.picklist(['holds', 'fails', 'unclear'])),
  /** By group: mean attributions in it minus those of all other rows, which add up. */
  gaps: v.nullable(
    v.array(v.nullable(v.object({ rows: v.tuple([whole, whole]), difference: finite, columns: v.array(ShiftSchema) }))),
  ),
});
