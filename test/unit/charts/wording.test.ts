import { expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { chartFor, charts, chartsFor } from '../../../src/charts/index.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { caption, chartFile, readout, summary, tableOf, title } from '../../../src/charts/wording.ts';
import { credit, image, lime, many, regression, zero } from './fixtures.ts';

it('summarises a record in one sentence', () => {
  expect(summary('waterfall', viewOf(credit))).toBe(
    'Waterfall chart: the model’s answer for bad risk is 66.6\u00a0%, against 29.8\u00a0% on average; what counts most: checking_status = <0 (+14.2), duration = 48 (+11.8), credit_amount = 5951 (+5.3), in percentage points.',
  );
  expect(summary('bars', viewOf(zero))).toBe(
    'Bar chart: the model’s answer for bad risk is 25.0\u00a0%; no feature made a difference.',
  );
});

it('says how well a surrogate follows the model', () => {
  expect(caption('bars', viewOf(lime))).toContain('follows the model roughly here (R² = 0.47)');
  expect(caption('bars', viewOf({ ...lime, fidelity: { r2: 0.95 } }))).toContain('very closely');
  expect(caption('bars', viewOf({ ...lime, fidelity: { r2: -0.2 } }))).toContain(
    'It hardly follows the model here (R² = −0.20)',
  );
  expect(caption('bars', viewOf(credit))).not.toContain('R²');
});

it('says what share is shown', () => {
  expect(caption('bars', viewOf(many, {}, 20))).toContain('The 20 largest of 200.');
  expect(caption('bars', viewOf(many))).not.toContain('largest of');
});

it('titles a chart with the answer, and what it is compared with', () => {
  expect(title(viewOf(regression))).toBe('progression: 200.9, on average 152.1');
  const raw = { ...credit, space: 'raw' as const, base: [-1.065], prediction: [0.689], modelOutput: [0.6658] };
  expect(title(viewOf(raw))).toBe('bad risk: 0.689 (66.6\u00a0%), on average −1.065');
  expect(title(viewOf(image))).toMatch(/^golden retriever: 80\.0\u00a0%, with all parts hidden [\d.]+\u00a0%$/);
  // The base of a surrogate is its intercept: the average is told it, or is not there.
  const lime = { ...credit, additivityResidual: null, fidelity: { r2: 0.5 } };
  expect(title(viewOf(lime))).toBe('bad risk: 66.6\u00a0%');
  expect(title(viewOf(lime, { average: 0.298 }))).toBe('bad risk: 66.6\u00a0%, on average 29.8\u00a0%');
  expect(title(viewOf(lime, { average: 0.298, flip: true, label: 'good risk' }))).toContain('on average 70.2\u00a0%');
});

it('reads out a player with its error and rank', () => {
  const view = viewOf(credit);
  expect(readout(view.players[1], view)).toBe(
    'duration = 48: +11.8 percentage points, standard error 0.3, number 2 of 20',
  );
  const exact = viewOf(regression);
  expect(readout(exact.players[0], exact)).toBe('bmi = 0.0617: +31.4 in the model’s units, number 1 of 10');
});

it('holds every player in the table, with only the columns there is something for', () => {
  const full = tableOf(viewOf(credit, {}, 5));
  expect(full.header).toEqual(['Feature', 'Value', 'Effect, percentage points', 'Standard error']);
  expect(full.rows).toHaveLength(20);
  expect(full.rows[0]).toEqual({ key: 0, cells: ['checking_status', '<0', '+14.2', '0.3'] });
  expect(tableOf(viewOf(regression)).header).toHaveLength(3);
  expect(tableOf(viewOf(image)).header).toEqual(['Part', 'Effect, percentage points', 'Standard error']);
});

it('names files by what they show', () => {
  expect(chartFile('waterfall', viewOf(credit), 'svg')).toBe('oriel_gbt_row-12_kernel-shap_bad-risk_waterfall.svg');
  expect(chartFile('image-overlay', viewOf(image), 'png')).toBe(
    'oriel_mobilenet_dog_kernel-shap_golden-retriever_image-overlay.png',
  );
});

it('chooses the chart that reads best, or the wanted one where it can', () => {
  expect(chartFor(regression).name).toBe('waterfall');
  expect(chartFor(credit).name).toBe('bars');
  expect(chartFor(credit, 'waterfall').name).toBe('waterfall');
  expect(chartFor(lime, 'waterfall').name).toBe('bars');
  expect(chartFor(image, 'bars').name).toBe('image-overlay');
  expect(chartsFor(credit).map((chart) => chart.name)).toEqual(['waterfall', 'bars']);
});

it('every chart describes itself', () => {
  for (const { name } of charts) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(english.say(`chart.kinds.${name}.label`).length).toBeGreaterThan(2);
    expect(english.say(`chart.kinds.${name}.help`)).toMatch(/\.$/);
  }
  expect(new Set(charts.map((chart) => chart.name)).size).toBe(charts.length);
});
