import { encodeSegments } from '../data/pictures/segment-map.ts';
import type { Explanation } from './record.ts';

/**
 * A record without what was explained, for somebody who must not have it: without values, text or
 * photo, their names, and all that shows them. Words that are players are numbered instead, from
 * 1, and regions of a photo lose their outlines. Its numbers, the input's hash and the id of the
 * record that it was made of stay.
 */
export function withoutInput(record: Explanation): Explanation {
  const { input } = record;
  if (input.kind === 'tabular') return { ...record, input: { ...input, values: null, row: null } };
  if (input.kind === 'image') {
    const segments = encodeSegments(new Int32Array(input.width * input.height));
    return { ...record, input: { ...input, file: null, picture: null, segments } };
  }
  const players = record.players.map((_, at) => String(at + 1));
  const spans = record.players.map(() => []);
  return { ...record, players, input: { ...input, text: null, spans, part: null } };
}
