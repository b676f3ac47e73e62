/**
 * The schemas (valibot) of what Oriel reads and writes, and functions that read by them.
 *
 * @module oriel/schemas
 */

export { type Card, CardSchema, parseCard } from '../data/card.ts';
export { type Counterfactual, CounterfactualSchema, parseCounterfactual } from '../records/counterfactual.ts';
export { type Inspection, InspectionSchema, parseInspection } from '../records/inspection.ts';
export { type Explanation, ExplanationSchema, parseExplanation } from '../records/record.ts';
export { LogEntrySchema } from '../store/kinds.ts';
export type { LogEntry } from '../store/log.ts';
