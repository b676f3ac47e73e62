import { beforeAll, describe, expect, it } from 'vitest';
import { createLanguage, type Language } from '../../../src/catalogue/language.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { cellText, formatter, percent, rounded } from '../../../src/charts/format.ts';
import { charts } from '../../../src/charts/index.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../src/charts/scene/scene.ts';
import { svgText } from '../../../src/charts/scene/svg.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { readout, summary, tableOf, title } from '../../../src/charts/wording.ts';
import { credit, grouped, insult, lime, regressionPairs, tabular } from './fixtures.ts';

const canvas = { width: 700, measure: estimateWidth };

describe('numbers in German', () => {
  // English texts: only the numbers are German.
  const german = createLanguage('de', 'ltr', {});

  it('have its decimal mark and its groups, and the same minus sign', () => {
    expect(percent(0.279, 1, german)).toBe('27,9\u00a0%');
    expect(percent(0.99996, 1, german)).toBe('>99,9\u00a0%');
    expect(rounded(4272, 0, 4272, german)).toBe('4.272');
    const { effect, tick } = formatter('probability', 0.1421, null, german);
    expect([effect(0.1421, 0.0031), effect(-0.0187, 0.0014), effect(0, 0)]).toEqual(['+14,2', '−1,9', '0,0']);
    expect(tick(0.225, 0.005)).toBe('22,5\u00a0%');
    expect(formatter('value', 8.123e8, null, german).effect(8.123e8, 2.3e6)).toBe('+8,12×10⁸');
    expect([cellText(0.5, german), cellText(2026, german), cellText(-0.0442, german)]).toEqual([
      '0,5',
      '2026',
      '−0,0442',
    ]);
  });

  it('stand in every text of a view', () => {
    const view = viewOf(credit, {}, Infinity, german);
    expect(title(view)).toBe('bad risk: 66,6\u00a0%, on average 29,8\u00a0%');
    expect(readout(view.players[0], view)).toContain('+14,2 percentage points, standard error 0,3');
    expect(tableOf(view).rows[0].cells).toEqual(['checking_status', '<0', '+14,2', '0,3']);
    expect(summary('waterfall', view)).toContain('duration = 48 (+11,8)');
  });
});

/** Every text of a drawing, titles included. */
const texts = (svg: string): string[] => [...svg.matchAll(/>([^<>]+)</g)].map(([, text]) => text);

const all = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...all(mark.children ?? [])]);

/** A record without letters, so that every letter in its charts comes from the catalogue. */
const letterless = tabular({
  id: 'letterless',
  base: 0.3,
  outputs: ['#1'],
  players: Array.from({ length: 13 }, (_, at) => [`#${at}`, at, (at % 2 ? 0.002 : -0.003) * (at + 1), 0.004] as const),
});

describe('from right to left', () => {
  let language: Language;
  beforeAll(async () => {
    language = await loadLanguage(['ar-XB']);
  });
  const draw = (name: string, record = letterless, width = 700): string => {
    const chart = charts.find((each) => each.name === name);
    if (!chart) throw new Error(`no ${name}`);
    const view = viewOf(record, {}, chart.max, language);
    return svgText(chart.scene(view, { ...canvas, width }), summary(chart.name, view));
  };

  it('a waterfall is drawn as stored', async () => {
    await expect(`${draw('waterfall', letterless, 500)}\n`).toMatchFileSnapshot('snapshots/waterfall-ar-XB.svg');
  });

  it.each(['waterfall', 'bars'])('%s takes every word from the catalogue', (name) => {
    for (const text of texts(draw(name))) {
      expect(text.replace(/\u202e\p{L}+\u202c/gu, ''), text).not.toMatch(/[a-z]/i);
    }
  });

  it('lines of text begin at the right, and axes stay as they are', () => {
    const [right, left] = [language, undefined].map((each) => {
      const chart = charts.find(({ name }) => name === 'waterfall');
      return all(chart?.scene(viewOf(letterless, {}, 11, each), canvas).marks ?? []);
    });
    const byKey = (marks: readonly Mark[], key: string) => marks.find((mark) => mark.key === key)?.attributes;
    for (const key of ['title-0', 'caption-0', 'axis-name']) {
      expect(byKey(right, key)).toMatchObject({ x: '700', direction: 'rtl' });
      expect(byKey(left, key)).not.toHaveProperty('direction');
    }
    const directions = (marks: readonly Mark[]) =>
      marks
        .filter(({ key }) => key === 'bar')
        .map(({ attributes }) => /^M([\d.]+),[^L]*L[^L]*L([\d.]+)/.exec(String(attributes.d)) ?? [])
        .map(([, from, tip]) => Math.sign(Number(tip) - Number(from)));
    expect(directions(right)).toEqual(directions(left));
    expect(new Set(directions(left))).toEqual(new Set([-1, 1]));
  });

  it.each([credit, grouped, lime, insult, regressionPairs])('no chart leaves its room', (record) => {
    for (const chart of charts.filter((each) => each.accepts(record))) {
      const { marks } = chart.scene(viewOf(record, {}, chart.max, language), { ...canvas, width: 320 });
      for (const { attributes, text } of all(marks).filter(({ attributes: { direction } }) => direction === 'rtl')) {
        const width = estimateWidth(
          text ?? '',
          Number(attributes['font-size']),
          Number(attributes['font-weight'] ?? 400),
        );
        expect(Number(attributes.x) - width).toBeGreaterThanOrEqual(-0.5);
      }
    }
  });
});
