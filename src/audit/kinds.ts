import { looksLikeRecord } from '../records/read-records.ts';

/**
 * Whether a text begins as a log does, also where a byte of it was changed: two of its marks are
 * far apart.
 */
export function looksLikeLog(text: string): boolean {
  const [line] = text.replace(/^\ufeff/, '').split('\n');
  // A record may quote anything.
  return !looksLikeRecord(line) && (/"schema":"oriel\.log\/1"/.test(line) || /"previous":"[0-9a-f]{64}"/.test(line));
}

/** Whether a file says what is in a bundle, also where a byte of it was changed. */
export const looksLikeBundle = (name: string, text: string): boolean =>
  /"schema"\s*:\s*"oriel\.bundle\/\d+"/.test(text) ||
  (name === 'bundle.json' && /"(card|counts|engine)"\s*:/.test(text));

/** Whether a page of HTML may be a report. */
export const mayBeReport = (text: string): boolean => /oriel-(seal|record|report)|oriel\.report\/\d/.test(text);
