import type { Explanation } from '../records/record.ts';
import type { ChartDescription } from './chart.ts';
import { description as bars } from './kinds/bars.ts';
import { description as text } from './kinds/highlighted-text.ts';
import { description as imageOverlay } from './kinds/image-overlay.ts';
import { description as interactions } from './kinds/interactions.ts';
import { description as waterfall } from './kinds/waterfall.ts';

/** Every chart. A new one is a file with a description and a line here. */
export const charts: readonly ChartDescription[] = [text, waterfall, bars, imageOverlay, interactions];

/** More players than this are read better as bars. */
const waterfallLimit = 15;

/** Charts that can show a record. */
export function chartsFor(record: Explanation): readonly ChartDescription[] {
  return charts.filter((chart) => chart.accepts(record));
}

/** The chart for a record: the wanted one where it can show it, else the one that reads best. */
export function chartFor(record: Explanation, wanted: string | null = null): ChartDescription {
  const able = chartsFor(record);
  const plain = record.input.kind === 'text' ? text : record.players.length > waterfallLimit ? bars : waterfall;
  // Who asked for interactions wants to see them; those of a picture's parts say little without the
  // picture.
  const best = record.explainer.name === 'interactions' && record.input.kind !== 'image' ? interactions : plain;
  return able.find((chart) => chart.name === wanted) ?? able.find((chart) => chart === best) ?? able[0];
}

export type { ChartDescription, Presentation } from './chart.ts';
export { svgText } from './scene/svg.ts';
export { viewOf } from './view.ts';
