/**
 * Charts of records without the page: as SVG files, in browsers and in Node.
 *
 * @module oriel/charts
 */

import './chart-texts.ts';
import { loadLanguage } from '../catalogue/languages.ts';
import type { ChartName } from '../charts/chart.ts';
import { chartFor } from '../charts/index.ts';
import { playerLabel, wholeCanvas } from '../charts/scene/labels.ts';
import { estimateWidth } from '../charts/scene/measure.ts';
import { svgText } from '../charts/scene/svg.ts';
import { type Presentation, viewOf } from '../charts/view.ts';
import { nothingLearnt, summary } from '../charts/wording.ts';
import type { Explanation } from '../records/record.ts';

export type { Canvas, ChartDescription, ChartName } from '../charts/chart.ts';
export { chartFor, charts, chartsFor } from '../charts/index.ts';
export { estimateWidth, type Measure } from '../charts/scene/measure.ts';
export type { Mark, Scene } from '../charts/scene/scene.ts';
export { svgText } from '../charts/scene/svg.ts';
export { type PlayerView, type Presentation, type View, viewOf } from '../charts/view.ts';

/** How a chart's file is drawn. */
export interface ChartOptions extends Presentation {
  /** Which chart, where it can show the record. Default: the one that reads best. */
  readonly chart?: ChartName;
  /** CSS pixels that it may take; it grows wider where its labels need it. Default: 700. */
  readonly width?: number;
  /** Of its words, as a BCP 47 tag. Default: English. */
  readonly lang?: string;
}

/**
 * A record's chart as a self-contained SVG file; null where nothing was learnt that could be drawn.
 *
 * @example
 * await writeFile('why.svg', await chartSvg(record, { lang: 'de' }));
 */
export async function chartSvg(record: Explanation, options: ChartOptions = {}): Promise<string | null> {
  if (nothingLearnt(record)) return null;
  const chart = chartFor(record, options.chart);
  const language = await loadLanguage([options.lang ?? 'en']);
  const view = viewOf(record, options, chart.max, language);
  const labels = chart.shown(view).map((player) => playerLabel(player, view));
  const canvas = wholeCanvas(labels, { width: options.width ?? 700, measure: estimateWidth });
  return svgText(chart.scene(view, canvas), summary(chart.name, view));
}
