/**
 * The schemas (valibot) of what Oriel reads and writes, and functions that read by them.
 *
 * @module oriel/schemas
 */

export { parseBundle } from '../bundle/bundle.ts';
export { type Bundle, BundleSchema } from '../bundle/schema.ts';
export { type Card, CardSchema, parseCard } from '../data/card.ts';
export { type Counterfactual, CounterfactualSchema, parseCounterfactual } from '../records/counterfactual.ts';
export { type Examples, ExamplesSchema, parseExamples } from '../records/examples.ts';
export { type Inspection, InspectionSchema, parseInspection } from '../records/inspection.ts';
export {
  type PartsCounterfactual,
  PartsCounterfactualSchema,
  parseAnyCounterfactual,
  parsePartsCounterfactual,
} from '../records/parts-counterfactual.ts';
export { parseReasons, type Reasons, ReasonsSchema } from '../records/reasons.ts';
export { type Explanation, ExplanationSchema, parseExplanation } from '../records/record.ts';
export { parseRule, type Rule, RuleSchema } from '../records/rule.ts';
export { LogEntrySchema } from '../store/kinds.ts';
export type { LogEntry } from '../store/log.ts';
