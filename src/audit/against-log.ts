import type { Finding } from '../bundle/finding.ts';
import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { LogEntry } from '../store/log.ts';
import type { LineRecord } from './check-records.ts';

/** How records and a log fit together. */
export interface AgainstLog {
  /** Explanations that the log names, and how many of their records are there. */
  readonly logged: number;
  readonly found: number;
  /** Records that the log does not name, or names with other bytes. */
  readonly findings: readonly Finding[];
}

/** Whether records are those that were logged: the log has the hash of each. */
export async function againstLog(
  entries: readonly LogEntry[],
  { file, records }: { readonly file: string; readonly records: readonly LineRecord[] },
): Promise<AgainstLog> {
  const logged = entries.flatMap(({ kind, record, recordSha256 }) =>
    kind === 'explanation' && recordSha256 !== undefined ? [{ record, recordSha256 }] : [],
  );
  const hashes = new Set(logged.map(({ recordSha256 }) => recordSha256));
  const ids = new Set(logged.map(({ record }) => record));
  const here = new Set<string>();
  const findings: Finding[] = [];
  for (const { line, record } of records) {
    const hash = await sha256(new TextEncoder().encode(canonicalJson(record)));
    here.add(hash);
    if (hashes.has(hash)) continue;
    const text = ids.has(record.id) ? message('audit.otherRecord') : message('audit.notLogged');
    findings.push({ file, line, text });
  }
  const found = logged.filter(({ recordSha256 }) => here.has(recordSha256)).length;
  return { logged: logged.length, found, findings };
}
