import type { Explanation } from '../records/record.ts';
import type { LogEntry } from '../store/log.ts';

/** The entries of a log that are about these records. */
export function entriesAbout(entries: readonly LogEntry[], records: readonly Explanation[]): LogEntry[] {
  const ids = new Set<string | undefined>(records.map(({ id }) => id));
  return entries.filter(({ record }) => ids.has(record));
}

/** What is asked about of the same model: a row, a text or a picture. */
interface Asked {
  readonly model: { readonly sha256: string };
  readonly input: { readonly sha256: string };
}

/** Whether something was found out about one of these records' data, of the same model. */
export const isAbout = ({ model, input }: Asked, records: readonly Explanation[]): boolean =>
  records.some((record) => record.model.sha256 === model.sha256 && record.input.sha256 === input.sha256);
