import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import '../../../src/charts/elements/model-chart-element.ts';
import type { ModelChartElement } from '../../../src/charts/elements/model-chart-element.ts';
import { modelChartsFor } from '../../../src/charts/whole/index.ts';
import { readKey } from '../../../src/charts/whole/mark-key.ts';
import { explainedRows, importanceOf, manyNames, subjectOf, whole } from '../../unit/charts/whole/fixtures.ts';

afterEach(() => document.body.replaceChildren());

/** A picture of the given width on the page, drawn. */
async function show(
  given: Partial<Pick<ModelChartElement, 'inspection' | 'chart' | 'rows' | 'language'>>,
  { width = 700 } = {},
): Promise<ModelChartElement> {
  const element = document.createElement('oriel-model-chart');
  Object.assign(element, { inspection: whole, ...given });
  const room = document.createElement('main');
  room.style.width = `${width}px`;
  room.append(element);
  document.body.append(room);
  do {
    await new Promise(requestAnimationFrame);
    await element.updateComplete;
  } while (!element.renderRoot.querySelector('svg[viewBox], p'));
  return element;
}

const svgOf = (element: ModelChartElement) => element.renderRoot.querySelector('svg') as SVGSVGElement;
const readout = (element: ModelChartElement) => element.renderRoot.querySelector('output')?.textContent ?? '';

function chosenOf(element: ModelChartElement): string[] {
  const keys: string[] = [];
  element.addEventListener('choose', (event) => keys.push((event as CustomEvent<string>).detail));
  return keys;
}

async function press(element: ModelChartElement, key: string): Promise<void> {
  svgOf(element).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await element.updateComplete;
}

const at = (element: ModelChartElement, type: string, x: number, y: number) => {
  const box = svgOf(element).getBoundingClientRect();
  const place = { clientX: box.left + x, clientY: box.top + y, bubbles: true, composed: true };
  const event =
    type === 'click' ? new MouseEvent(type, place) : new PointerEvent(type, { ...place, pointerType: 'mouse' });
  svgOf(element).dispatchEvent(event);
  return element.updateComplete;
};

const complete = subjectOf({}, { rows: explainedRows(60) });
const names = modelChartsFor(complete);

describe('a picture of a model', () => {
  test.each(names)('%s: fits its room, says what it shows, and nothing is wrong with it', async (chart) => {
    for (const width of [300, 700]) {
      const element = await show({ chart, rows: complete.rows }, { width });
      expect(svgOf(element).getBoundingClientRect().width).toBeLessThanOrEqual(width);
      expect(svgOf(element).getAttribute('aria-label')?.length).toBeGreaterThan(30);
      // Its numbers are made once they are asked for.
      expect(element.renderRoot.querySelectorAll('#table td').length).toBe(0);
      element.renderRoot.querySelector<HTMLElement>('#table summary')?.click();
      await expect.poll(() => element.renderRoot.querySelectorAll('#table tbody tr').length).toBeGreaterThan(0);
      const { violations } = await axe.run(element);
      expect(violations.map(({ id }) => id)).toEqual([]);
      document.body.replaceChildren();
    }
  });

  test('a click on a mark and Enter send its key', async () => {
    const element = await show({ chart: 'confusion' });
    const keys = chosenOf(element);
    const cell = svgOf(element).querySelector('[data-key]') as SVGElement;
    cell.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    await press(element, 'ArrowDown');
    await press(element, 'ArrowDown');
    expect(readout(element)).toContain('8 rows of 60 that are “good” taken for “bad”');
    await press(element, 'Enter');
    expect(keys.map(readKey)).toEqual([
      { kind: 'confusion', truth: 0, answer: 0 },
      { kind: 'confusion', truth: 0, answer: 1 },
    ]);
    await press(element, 'Escape');
    expect(readout(element)).not.toContain('60');
  });

  test('thousands of dots are on a canvas, and each can be pointed at and chosen', async () => {
    const element = await show({ chart: 'beeswarm', rows: explainedRows(1000) });
    expect(svgOf(element).querySelectorAll('circle').length).toBeLessThan(10);
    const canvas = element.renderRoot.querySelector('canvas') as HTMLCanvasElement;
    const { width, height } = canvas;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const places = Array.from({ length: pixels.length / 4 }, (_, place) => place).filter(
      (place) => pixels[4 * place + 3] === 255,
    );
    expect(places.length).toBeGreaterThan(1000);
    const sharp = width / svgOf(element).getBoundingClientRect().width;
    const place = places[places.length >> 1];
    const point = [(place % width) / sharp, Math.floor(place / width) / sharp] as const;
    const keys = chosenOf(element);
    await at(element, 'pointermove', ...point);
    expect(readout(element)).toMatch(/^Row [\d,]+, (amount|age|sex|job) = /);
    expect(svgOf(element).querySelectorAll('circle[data-on]')).toHaveLength(1);
    await at(element, 'click', ...point);
    expect(keys.map((key) => readKey(key)?.kind)).toEqual(['row']);
    element.chart = 'roc';
    await element.updateComplete;
    expect(canvas.hidden).toBe(true);
  });

  test('speaks the language of its page', async () => {
    const element = await show({ chart: 'roc', language: await loadLanguage(['de']) });
    expect(svgOf(element).getAttribute('aria-label')).toContain('ROC-Kurve: bad');
  });

  test('its files hold the picture, and all numbers', async () => {
    const element = await show({ chart: 'importance', inspection: { ...whole, importance: importanceOf(manyNames) } });
    expect(element.toSVG()).toContain(manyNames[3]);
    expect(element.toCSV().trimEnd().split('\r\n')).toHaveLength(201);
    const png = await createImageBitmap(await element.toPNG(1));
    expect(png.width).toBeGreaterThan(700);
  });

  test('where nothing is known yet it says so, and draws as soon as something is', async () => {
    const element = await show({ chart: 'roc', inspection: { ...whole, performance: null } });
    expect(element.renderRoot.textContent).toContain('nothing to draw yet');
    expect(element.toSVG()).toBe('');
    element.inspection = whole;
    await element.updateComplete;
    expect(svgOf(element).querySelectorAll('circle').length).toBeGreaterThan(3);
  });
});
