import type { Explanation } from '../records/record.ts';
import type { ChartDescription } from './chart.ts';
import { description as bars } from './kinds/bars.ts';
import { description as text } from './kinds/highlighted-text.ts';
import { description as imageOverlay } from './kinds/image-overlay.ts';
import { description as interactions } from './kinds/interactions.ts';
import { description as sequenceMap } from './kinds/sequence-map.ts';
import { description as waterfall } from './kinds/waterfall.ts';

/** Every chart; to add one, write a file with a description and add a line here. */
export const charts: readonly ChartDescription[] = [text, waterfall, bars, imageOverlay, interactions, sequenceMap];

/** More players than this are easier to read as bars. */
const waterfallLimit = 15;

/** Charts that can show a record. */
export function chartsFor(record: Explanation): readonly ChartDescription[] {
  return charts.filter((chart) => chart.accepts(record));
}

/** The wanted chart if it can show the record, otherwise the one that reads best. */
export function chartFor(record: Explanation, wanted: string | null = null): ChartDescription {
  const suitable = chartsFor(record);
  const few = record.players.length <= waterfallLimit;
  const many = sequenceMap.accepts(record) ? sequenceMap : bars;
  const plain = record.input.kind === 'text' ? text : few ? waterfall : many;
  // A person who asked for interactions wants to see them; those of a picture's parts say little
  // without the picture.
  const best = record.explainer.name === 'interactions' && record.input.kind !== 'image' ? interactions : plain;
  return suitable.find((chart) => chart.name === wanted) ?? suitable.find((chart) => chart === best) ?? suitable[0];
}
