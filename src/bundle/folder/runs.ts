import { canonicalJson } from '../../records/canonical.ts';
import type { Run } from '../run.ts';
import { hashOfBytes } from './lines.ts';

/** The line of a stretch of work, without its end. */
export function runLine(run: Omit<Run, 'hash'>): string {
  return canonicalJson({ ...run, hash: hashOfBytes(canonicalJson(run)) });
}
