import type { Finding } from '../bundle/finding.ts';
import { message } from '../catalogue/message.ts';
import { asOrielError } from '../errors.ts';
import { looksLikeRecord, readRecords, type SavedRecord } from '../records/read-records.ts';
import type { Explanation } from '../records/record.ts';

/** A record of a file, and its line; null where it is on several. */
export interface LineRecord {
  readonly line: number | null;
  readonly record: Explanation;
}

export interface CheckedRecords {
  readonly records: readonly LineRecord[];
  readonly findings: readonly Finding[];
}

/**
 * Whether the records of a file say what they said when their ids were made of them: everything but
 * times and back end.
 */
export async function checkRecords(text: string, file: string): Promise<CheckedRecords> {
  const records: LineRecord[] = [];
  const findings: Finding[] = [];
  const look = async (part: string, line: number | null): Promise<void> => {
    let found: readonly SavedRecord[] = [];
    try {
      found = await readRecords(part);
    } catch (error) {
      findings.push({ file, line, text: asOrielError(error).said });
    }
    for (const { record, changed } of found) {
      records.push({ line, record });
      if (changed) findings.push({ file, line, text: message('audit.changed') });
    }
  };
  const lines = text.replace(/^\ufeff/, '').split('\n');
  // One that is written on several lines has none that could stand alone.
  if (lines.filter(looksLikeRecord).length < 2 && !/^\s*\{.*\}\s*$/.test(lines[0])) await look(text, null);
  else for (const [at, line] of lines.entries()) if (line.trim() !== '') await look(line, at + 1);
  return { records, findings };
}
