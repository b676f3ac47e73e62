import * as v from 'valibot';
import { finite, MeasureSchema } from './measure.ts';

/** A mean attribution in some rows (first) minus that in others (second). */
export const ShiftSchema = v.object({ name: v.string(), difference: MeasureSchema, first: finite, second: finite });
