import { canonicalJson } from '../../records/canonical.ts';
import { type LogEntry, NOTHING } from '../../store/log.ts';
import { TIMELESS } from '../schema.ts';
import { hashOfBytes } from './lines.ts';

/** Makes the lines of a bundle's log, each with the hash of the one before. */
export function createLogLines(): (said: Pick<LogEntry, 'kind' | 'record' | 'recordSha256' | 'text'>) => string {
  let [n, previous] = [0, NOTHING];
  return (said) => {
    const entry = { schema: 'oriel.log/1', n: n++, time: TIMELESS, previous, ...said };
    previous = hashOfBytes(canonicalJson(entry));
    return `${canonicalJson({ ...entry, hash: previous })}\n`;
  };
}
