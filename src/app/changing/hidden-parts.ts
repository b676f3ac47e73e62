import { traceSegments } from '../../charts/segment-outlines.ts';
import { decodeSegments } from '../../data/pictures/segment-map.ts';
import type { PartsCounterfactual } from '../../library/index.ts';

/** By what was found: following the edges of all parts takes a moment. */
const traced = new WeakMap<PartsCounterfactual, readonly string[]>();

/** Outlines of a picture's parts as SVG path data, in the picture's pixels; none for a text. */
export function outlinesOf(record: PartsCounterfactual): readonly string[] {
  const { input } = record;
  if (input.kind !== 'image') return [];
  const { segments, width, height, parts } = input;
  const known = traced.get(record) ?? traceSegments(decodeSegments(segments, width, height), width, height, parts);
  traced.set(record, known);
  return known;
}
