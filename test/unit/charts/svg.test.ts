import { expect, it } from 'vitest';
import { charts } from '../../../src/charts/index.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import { svgText } from '../../../src/charts/scene/svg.ts';
import { type Presentation, viewOf } from '../../../src/charts/view.ts';
import { summary } from '../../../src/charts/wording.ts';
import * as allFixtures from './fixtures.ts';

const { tabular: _, ...fixtures } = allFixtures;

type Wanted = readonly [
  file: string,
  chart: string,
  record: keyof typeof fixtures,
  width: number,
  options: Presentation,
];

const wanted: readonly Wanted[] = [
  ['waterfall-credit', 'waterfall', 'credit', 700, {}],
  ['waterfall-credit-narrow', 'waterfall', 'credit', 350, {}],
  ['waterfall-credit-flipped', 'waterfall', 'credit', 700, { flip: true, label: 'good risk' }],
  ['waterfall-regression', 'waterfall', 'regression', 700, {}],
  ['waterfall-logit', 'waterfall', 'logit', 700, {}],
  ['waterfall-zero', 'waterfall', 'zero', 700, {}],
  ['waterfall-huge', 'waterfall', 'huge', 700, {}],
  ['waterfall-tiny', 'waterfall', 'tiny', 700, {}],
  ['waterfall-long-names', 'waterfall', 'longNames', 350, {}],
  ['waterfall-grouped', 'waterfall', 'grouped', 700, {}],
  ['bars-lime', 'bars', 'lime', 700, {}],
  ['bars-many', 'bars', 'many', 700, {}],
  ['bars-long-names', 'bars', 'longNames', 700, {}],
  ['bars-penguins', 'bars', 'penguins', 700, {}],
  ['image', 'image-overlay', 'image', 350, {}],
  ['text', 'text', 'insult', 700, {}],
  ['text-narrow', 'text', 'insult', 350, { flip: true, label: 'not toxic' }],
  ['text-right-to-left', 'text', 'arabic', 320, {}],
  ['waterfall-text', 'waterfall', 'insult', 700, {}],
  ['interactions-regression', 'interactions', 'regressionPairs', 700, {}],
  ['interactions-credit', 'interactions', 'creditPairs', 700, {}],
  ['interactions-credit-narrow', 'interactions', 'creditPairs', 350, { flip: true, label: 'good risk' }],
  ['interactions-zero', 'interactions', 'zeroPairs', 350, {}],
  ['sequence', 'sequence-map', 'sequence', 700, {}],
  ['sequence-narrow', 'sequence-map', 'sequence', 350, { flip: true, label: 'stays' }],
];

/** Numbers rounded to three decimals, so that only what can be seen counts. */
function roundNumbers(svg: string): string {
  return svg.replace(/-?\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))));
}

it.each(wanted)('%s is drawn as stored', async (file, name, fixture, width, options) => {
  const record = fixtures[fixture];
  const chart = charts.find((each) => each.name === name);
  if (!chart) throw new Error(`no ${name}`);
  const view = viewOf(record, options, chart.max);
  const svg = svgText(chart.scene(view, { width, measure: estimateWidth }), summary(chart.name, view));
  await expect(roundNumbers(`${svg}\n`)).toMatchFileSnapshot(`snapshots/${file}.svg`);
});

it('a file holds no screen-only marks, styles, scripts or custom properties, and no markup from names', () => {
  const [chart] = charts;
  const view = viewOf(fixtures.longNames, {}, chart.max);
  const svg = svgText(chart.scene(view, { width: 700, measure: estimateWidth, active: 0 }), summary('waterfall', view));
  expect(svg).not.toMatch(/var\(|style=|<script|data-player|class=/);
  expect(svg).toContain('&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt;');
});
