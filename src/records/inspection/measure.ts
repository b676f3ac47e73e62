import * as v from 'valibot';

export const finite = v.pipe(v.number(), v.finite());
export const orNone = v.nullable(finite);
export const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A number with its 95 % interval; null where it is not defined. */
export const MeasureSchema = v.object({ value: orNone, low: orNone, high: orNone });

export type InspectedMeasure = v.InferOutput<typeof MeasureSchema>;
