import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { CardSchema } from '../data/card.ts';
import { foreign, OrielError } from '../errors.ts';
import { CounterfactualSchema } from '../records/counterfactual.ts';
import { InspectionSchema } from '../records/inspection.ts';
import { PartsCounterfactualSchema } from '../records/parts-counterfactual.ts';
import { ReasonsSchema } from '../records/reasons.ts';
import { LogEntrySchema } from '../store/kinds.ts';

const text = v.nullable(v.string());
const finite = v.pipe(v.number(), v.finite());

/** What numbers of columns range over in a table, and which levels there are. */
const RangesSchema = v.object({
  /** The table's file. */
  file: v.string(),
  columns: v.array(
    v.object({
      name: v.string(),
      /** null: no number is in it. */
      range: v.nullable(v.tuple([finite, finite])),
      /** null: it holds numbers. */
      levels: v.nullable(v.array(v.string())),
    }),
  ),
});

/** Everything that a report is made of beside its records: it stands in the file. */
export const AboutSchema = v.object({
  schema: v.literal('oriel.report/1'),
  /** The version that wrote it: "oriel 1.2.3". */
  engine: v.string(),
  language: v.string(),
  /** When it was made, as ISO 8601 has it. */
  made: v.string(),
  /** What was decided, in words, and when. */
  decision: text,
  date: text,
  /** Whom to ask. */
  contact: text,
  /** The case by the number that those who decide know it by. */
  reference: text,
  card: v.nullable(CardSchema),
  reasons: v.array(ReasonsSchema),
  counterfactuals: v.array(v.union([CounterfactualSchema, PartsCounterfactualSchema])),
  inspection: v.nullable(InspectionSchema),
  log: v.array(LogEntrySchema),
  /** Columns of the table that the model was not given; null where that is not known. */
  unused: v.nullable(v.array(v.string())),
  ranges: v.nullable(RangesSchema),
});

export type About = v.InferOutput<typeof AboutSchema>;
export type Ranges = v.InferOutput<typeof RangesSchema>;

/** From JSON; throws `report-invalid` naming the field. */
export function parseAbout(json: unknown): About {
  const result = v.safeParse(AboutSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'report';
  throw new OrielError('report-invalid', { text: message('record.field', { field, text: foreign(issue.message) }) });
}
