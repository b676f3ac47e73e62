import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { type Explanation, parseExplanation } from './record.ts';
import { recordId } from './record-id.ts';

/** A record as a file has it. */
export interface SavedRecord {
  readonly record: Explanation;
  /** Whether it says something else than when its id was made of it. */
  readonly changed: boolean;
}

/** Whether a text may be a file of records. */
export const looksLikeRecord = (text: string): boolean => /"schema"\s*:\s*"oriel\.explanation\/\d+"/.test(text);

/**
 * The records of a file: one, as the page saves it, or one a line, as the command line writes them.
 * Throws `record-invalid`.
 */
export async function readRecords(text: string): Promise<SavedRecord[]> {
  const records: SavedRecord[] = [];
  for (const json of recordsIn(text)) records.push(await savedRecord(json));
  return records;
}

/** One of `recordsIn`, checked. Throws `record-invalid`. */
export async function savedRecord(json: unknown): Promise<SavedRecord> {
  const record = parseExplanation(json);
  return { record, changed: (await recordId(record)) !== record.id };
}

/** What a file of records holds, unchecked. Throws `record-invalid` where it is no JSON. */
export function recordsIn(text: string): unknown[] {
  const whole = text.replace(/^\ufeff/, '');
  const lines = whole.split('\n').filter((line) => line.trim() !== '');
  try {
    // A record on several lines has none that could stand alone.
    return lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line))
      ? lines.map((line) => JSON.parse(line) as unknown)
      : [JSON.parse(whole)];
  } catch (error) {
    throw new OrielError('record-invalid', { text: message('record.notJson', { text: foreign(error) }) });
  }
}
