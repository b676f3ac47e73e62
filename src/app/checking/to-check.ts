import { looksLikeBundle, looksLikeLog, mayBeReport } from '../../audit/kinds.ts';
import { looksLikeRecord } from '../../records/read-records.ts';
import type { AuditKind, ToCheck } from './checked.ts';

/** Names of files that may be something to check; all others are not even looked at. */
const NAMES = /\.(json|jsonl|ndjson|html?)$/i;

/** Names of a bundle's files, without the folders that they are in. */
const BUNDLE_FILES = /^(bundle\.json|values\.parquet|(failed|log|runs|\d{5,})\.jsonl)$/;

/** Bytes that tell what a file is. A record of a picture may be long before it says so. */
const HEAD = 4096;

/** What can be checked of what was brought, and what is to be opened: a record is both. */
export async function toCheck(
  files: readonly File[],
): Promise<{ readonly checked: readonly ToCheck[]; readonly others: readonly File[] }> {
  const kinds = await Promise.all(files.map(kindOf));
  const isBundle = kinds.includes('bundle');
  const checked: ToCheck[] = [];
  const others: File[] = [];
  for (const [at, file] of files.entries()) {
    const kind = kinds[at];
    if (isBundle && BUNDLE_FILES.test(file.name)) checked.push({ file, kind: 'bundle' });
    else if (kind) checked.push({ file, kind });
    if (!isBundle || !BUNDLE_FILES.test(file.name)) if (kind === null || kind === 'record') others.push(file);
  }
  return { checked, others };
}

async function kindOf(file: File): Promise<AuditKind | null> {
  if (!NAMES.test(file.name)) return null;
  const head = await file.slice(0, HEAD).text();
  if (/\.html?$/i.test(file.name)) return mayBeReport(head) ? 'report' : null;
  if (looksLikeLog(head)) return 'log';
  if (looksLikeBundle(file.name, head)) return 'bundle';
  // Records with sorted keys say late what they are; models, which may be large, begin otherwise.
  const mayBe = /"(additivityResidual|attributions)"\s*:/.test(head);
  return looksLikeRecord(head) || (mayBe && looksLikeRecord(await file.text())) ? 'record' : null;
}
