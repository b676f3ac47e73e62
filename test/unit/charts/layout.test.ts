import { describe, expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { charts } from '../../../src/charts/index.ts';
import { barsLayout } from '../../../src/charts/kinds/bars.ts';
import { stepsOf, waterfallLayout } from '../../../src/charts/kinds/waterfall.ts';
import { ellipsis, estimateWidth, wrap } from '../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../src/charts/scene/scene.ts';
import { viewOf } from '../../../src/charts/view.ts';
import * as fixtures from './fixtures.ts';

const { credit, huge, image, lime, longNames, many, regression, tiny, zero } = fixtures;
const measure = estimateWidth;

describe('waterfall', () => {
  it.each([credit, many, regression, zero, huge, tiny])('goes from base to prediction without a gap', (record) => {
    const view = viewOf(record, {}, 11);
    const steps = stepsOf(view);
    expect(steps[0].from).toBe(view.base);
    for (let at = 1; at < steps.length; at++) expect(steps[at].from).toBe(steps[at - 1].to);
    expect(steps[steps.length - 1].to).toBeCloseTo(view.prediction, 10);
  });

  it('folds what exceeds the limit into one step', () => {
    const steps = stepsOf(viewOf(credit, {}, 11));
    expect(steps).toHaveLength(11);
    expect(steps[10].label.name).toBe('10 others');
    expect(steps[10].interval).toBeNull();
    expect(stepsOf(viewOf(credit, {}, 20))).toHaveLength(20);
    expect(stepsOf(viewOf(credit, { max: Infinity }, 11))).toHaveLength(20);
  });

  it('places bars in proportion and intervals around their ends', () => {
    const layout = waterfallLayout(viewOf(credit, {}, 11), { width: 700, measure });
    const width = (at: number) => layout.x(layout.rows[at].to) - layout.x(layout.rows[at].from);
    expect(width(0) / width(1)).toBeCloseTo(0.1421 / 0.1177, 6);
    const [low, high] = layout.rows[0].interval as readonly [number, number];
    expect((low + high) / 2).toBeCloseTo(layout.rows[0].to, 12);
    expect(high - low).toBeCloseTo(2 * 1.959964 * 0.0031, 9);
  });
});

describe('bars', () => {
  it('start at 0, the largest first, as many as asked for', () => {
    const layout = barsLayout(viewOf(many, {}, 20), { width: 700, measure });
    expect(layout.rows).toHaveLength(20);
    expect(layout.x(0.004) - layout.x(0)).toBeCloseTo(layout.x(0) - layout.x(-0.004), 9);
  });
});

/** Every text of a scene with where it stands. */
function texts(marks: readonly Mark[], x = 0, y = 0): { x: number; y: number; width: number; mark: Mark }[] {
  return marks.flatMap((mark) => {
    const [, dx, dy] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(String(mark.attributes.transform ?? '')) ?? [
      null,
      '0',
      '0',
    ];
    if (mark.tag !== 'text') return texts(mark.children ?? [], x + Number(dx), y + Number(dy));
    const at = { x: x + Number(mark.attributes.x), y: y + Number(mark.attributes.y) };
    const content = mark.text ?? (mark.children ?? []).map((child) => child.text).join('');
    const width = measure(content, Number(mark.attributes['font-size']), Number(mark.attributes['font-weight'] ?? 400));
    const anchor = mark.attributes['text-anchor'];
    return [{ x: at.x - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0), y: at.y, width, mark }];
  });
}

const records = {
  credit,
  huge,
  image,
  lime,
  longNames,
  many,
  regression,
  tiny,
  zero,
  logit: fixtures.logit,
  grouped: fixtures.grouped,
  penguins: fixtures.penguins,
  regressionPairs: fixtures.regressionPairs,
  creditPairs: fixtures.creditPairs,
  longPairs: fixtures.longPairs,
  zeroPairs: fixtures.zeroPairs,
  hugePairs: fixtures.hugePairs,
};
// Longer than English by about a third.
const long = await loadLanguage(['en-XA']);
const cases = Object.entries(records).flatMap(([name, record]) =>
  charts
    .filter((chart) => chart.accepts(record))
    .flatMap((chart) =>
      (
        [
          [320, english],
          [320, long],
          [480, english],
          [700, english],
          [700, long],
          [1100, english],
        ] as const
      ).map(([width, language]) => [chart.name, name, language.tag, width, { chart, record, language }] as const),
    ),
);

it.each(cases)(
  '%s of %s in %s at %i px keeps every text inside, at 12 px or more, and none on another',
  (_chart, _name, _tag, width, { chart, record, language }) => {
    const scene = chart.scene(viewOf(record, {}, chart.max, language), { width, measure });
    const all = texts(scene.marks);
    for (const { x, y, width: length, mark } of all) {
      expect(x, JSON.stringify(mark)).toBeGreaterThanOrEqual(-0.5);
      expect(x + length, JSON.stringify(mark)).toBeLessThanOrEqual(width + 0.5);
      expect(y).toBeLessThanOrEqual(scene.height);
      expect(Number(mark.attributes['font-size'])).toBeGreaterThanOrEqual(12);
    }
    for (const [at, a] of all.entries()) {
      for (const b of all.slice(at + 1)) {
        const apart = Math.abs(a.y - b.y) >= 12 || a.x + a.width <= b.x || b.x + b.width <= a.x;
        expect(apart, `${JSON.stringify(a.mark)} on ${JSON.stringify(b.mark)}`).toBe(true);
      }
    }
  },
);

describe('texts', () => {
  it('are shortened to fit, and no more', () => {
    const font = { measure, size: 13 };
    const short = ellipsis('time since the last examination', 100, font);
    expect(short).toMatch(/^time .*….*ation$/);
    expect(measure(short, 13)).toBeLessThanOrEqual(100);
    expect(ellipsis('age', 100, font)).toBe('age');
    const genes = ['ENSG00000031843', 'ENSG00000031844'].map((id) =>
      ellipsis(`expression_of_the_gene_in_the_tumour_${id}`, 120, font),
    );
    expect(genes[0]).not.toBe(genes[1]);
  });

  it('keep what is isolated so on each of their lines', () => {
    const lines = wrap('a \u2068b c d e f\u2069 g', 20, { measure, size: 12 });
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line.match(/\u2068/g)?.length).toBe(line.match(/\u2069/g)?.length);
      if (/[b-f]/.test(line)) expect(line).toContain('\u2068');
    }
  });

  it('are wrapped at spaces', () => {
    const lines = wrap('one two three four five six', 60, { measure, size: 12 });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe('one two three four five six');
  });
});
