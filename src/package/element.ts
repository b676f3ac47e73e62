/**
 * Defines `<oriel-chart>`, which picks the chart that reads best for its `record`, and
 * `<oriel-waterfall>`, `<oriel-bars>`, `<oriel-image-overlay>`, `<oriel-text>`,
 * `<oriel-interactions>` and `<oriel-sequence-map>`. In Node, where there are no elements, it does
 * nothing.
 *
 * @module oriel/element
 */

import './chart-texts.ts';
import '../charts/elements/index.ts';

export type { ChartElement } from '../charts/elements/chart-element.ts';
export type { OrielChart } from '../charts/elements/oriel-chart.ts';
