import * as v from 'valibot';
import type { Explanation } from '../records/record.ts';
import { LogEntrySchema } from '../store/kinds.ts';
import type { About } from './about.ts';

/** The entries of a log that are about these records. */
export function entriesAbout(lines: readonly unknown[], records: readonly Explanation[]): About['log'] {
  const ids = new Set(records.map(({ id }) => id));
  return lines.flatMap((line) => {
    const entry = v.safeParse(LogEntrySchema, line);
    return entry.success && entry.output.record !== undefined && ids.has(entry.output.record) ? [entry.output] : [];
  });
}

/** What is asked about of the same model: a row, a text or a picture. */
interface Asked {
  readonly model: { readonly sha256: string };
  readonly input: { readonly sha256: string };
}

/** Whether something was found out about one of these records' data, of the same model. */
export const isAbout = ({ model, input }: Asked, records: readonly Explanation[]): boolean =>
  records.some((record) => record.model.sha256 === model.sha256 && record.input.sha256 === input.sha256);
