import { describe, expect, it, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { charts } from '../../../src/charts/index.ts';
import { barsLayout } from '../../../src/charts/kinds/bars.ts';
import { stepsOf, waterfallLayout } from '../../../src/charts/kinds/waterfall.ts';
import { fitScale, ticksOf } from '../../../src/charts/scene/frame.ts';
import { distinctEllipses, ellipsis, estimateWidth, wrap } from '../../../src/charts/scene/measure.ts';
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

  it('stand below labels that are too long for beside them, where there is height enough', () => {
    const long = fixtures.tabular({
      id: 'long',
      base: 0.1,
      players: [
        ['time_since_the_last_examination_of_the_patient', 'more than a year ago', 0.2, 0.01],
        ['age', 22, 0.1, 0.01],
      ],
    });
    const drawn = (record: typeof long, high: boolean) => {
      const { narrow, labels } = barsLayout(viewOf(record, {}, 6), { width: 560, measure, high });
      return { narrow, shortened: [...labels.values()].filter(({ title }) => title !== undefined).length };
    };
    expect(drawn(long, false)).toEqual({ narrow: false, shortened: 1 });
    expect(drawn(long, true)).toEqual({ narrow: true, shortened: 0 });
    // Where all of them stand in full beside their bars, they do.
    expect(drawn(many, true)).toEqual({ narrow: false, shortened: 0 });
  });
});

describe('ticks', () => {
  const percent = (value: number) => `${Math.round(100 * value)} %`;

  it.each([
    [
      [0, 0.042],
      ['0 %', '4 %'],
    ],
    [
      [0, 0.36],
      ['0 %', '30 %'],
    ],
    [
      [0, 1],
      ['0 %', '100 %'],
    ],
  ] as const)('of %j two have room beside a bar of 58 px', (domain, labels) => {
    const ticks = ticksOf(fitScale(domain, 274, 332, []), percent, { width: 350, measure });
    expect(ticks.map(({ label }) => label)).toEqual(labels);
  });
});

describe('charts side by side', () => {
  const rows = (change: (value: number, at: number) => number, base: number) =>
    fixtures.tabular({
      id: 'row',
      base,
      players: credit.players.map((name, at) => [name, 'a value', change(credit.attributions[0][at], at), 0.002]),
    });
  // The second has effects of another size, to the other side, with a longer name among the last.
  const pair = [rows((value) => value, 0.3), rows((value, at) => (at > 15 ? -3 : 2.5) * value, 0.3)];
  const perUnit = (layout: ReturnType<typeof barsLayout>) => (layout.x(0.2) - layout.x(0.1)) / 0.1;

  it.each([
    ['bars', barsLayout, 20],
    ['bars', barsLayout, 5],
    ['steps', waterfallLayout, 11],
  ] as const)('have equal lengths for equal amounts (%s)', (_, layoutOf, limit) => {
    for (const width of [360, 700]) {
      const drawn = (at: number, max?: number) =>
        layoutOf(viewOf(pair[at], { beside: pair[1 - at], max }, limit), { width, measure });
      const [first, second] = [drawn(0), drawn(1)];
      expect(perUnit(first)).toBe(perUnit(second));
      expect(first.x(0)).toBe(second.x(0));
      // Whether or not the person unfolds one of them.
      expect(perUnit(drawn(1, Infinity))).toBe(perUnit(first));
      const alone = layoutOf(viewOf(pair[0], {}, limit), { width, measure });
      expect(perUnit(alone)).toBeGreaterThan(perUnit(first));
      for (const { rows: own, x } of [first, second])
        for (const { from, to, interval } of own)
          for (const value of [from, to, ...(interval ?? [])]) {
            expect(x(value)).toBeGreaterThanOrEqual(0);
            expect(x(value)).toBeLessThanOrEqual(width);
          }
    }
  });

  it('have equal colours for equal amounts', () => {
    const opacity = (record: typeof image, beside: typeof image | null, player: number) => {
      const { scene, max } = charts.find(({ name }) => name === 'image-overlay') ?? expect.fail('no overlay');
      const found = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...found(mark.children ?? [])]);
      const marks = found(scene(viewOf(record, { beside }, max), { width: 400, measure }).marks);
      const own = marks.find(({ attributes }) => attributes['data-player'] === player);
      return Number(own?.attributes['fill-opacity']);
    };
    const doubled = { ...image, attributions: image.attributions.map((values) => values.map((value) => 2 * value)) };
    expect(opacity(image, doubled, 0)).toBeCloseTo(opacity(image, null, 0) / 2, 3);
    expect(opacity(doubled, image, 0)).toBe(opacity(image, null, 0));
  });
});

test('what is isolated in a text begins and ends beside what is left out, and is one where it reaches over it', () => {
  const short = (text: string, width: number) => ellipsis(text, width, { measure, size: 13 });
  const text = '\u2068Monthly income after tax\u2069 up to 35';
  expect(short(text, 110)).toBe('\u2068Monthly\u2069…up to 35');
  expect(short(text, 160)).toBe('\u2068Monthly inco…tax\u2069 up to 35');
  const two = '\u2068Employees of long standing\u2069, \u2068monthly income after tax\u2069';
  expect(short(two, 160)).toBe('\u2068Employees of\u2069…\u2068e after tax\u2069');
});

describe('names that are shortened alike', () => {
  const gene = (at: number) => `ENSG${'0'.repeat(30)}${at}${'0'.repeat(30)}_in_tissue`;
  const genes = fixtures.tabular({
    id: 'genes',
    base: 0.1,
    players: [5, 3, 8, 4].map((at, rank) => [gene(at), 1, 0.2 - rank / 100] as const),
  });
  const labelsOf = (kind: 'bars' | 'waterfall', width: number) => {
    const { scene } = charts.find(({ name }) => name === kind) ?? expect.fail(kind);
    return texts(scene(viewOf(genes, {}, 20), { width, measure }).marks)
      .filter(({ mark }) => mark.key === 'label' && mark.children)
      .map(({ mark }) => mark.children?.[0].text?.replace(/\p{Cf}/gu, '') ?? '');
  };

  it.each(['bars', 'waterfall'] as const)('are numbered in the order of the columns (%s)', (kind) => {
    for (const width of [330, 620]) {
      const names = labelsOf(kind, width).filter((name) => name.startsWith('ENSG'));
      expect(new Set(names).size).toBe(4);
      expect(names.map((name) => /^ENSG.*….* \((\d)\)$/u.exec(name)?.[1])).toEqual(['1', '2', '3', '4']);
    }
  });

  it('stay as they are where they stand in full or differ in what is left of them', () => {
    const wide = [
      { text: 'alpha', width: 999 },
      { text: 'alpha', width: 999 },
      { text: 'beta', width: 999 },
    ];
    const numbered = (number: number) => `(${number})`;
    const font = { measure, size: 13 };
    expect(distinctEllipses(wide, numbered, font)).toEqual(['alpha', 'alpha', 'beta']);
    const short = ['first of the columns', 'second of the columns'].map((text) => ({ text, width: 70 }));
    expect(distinctEllipses(short, numbered, font).join()).not.toContain('(');
    // The same name twice is one and the same number.
    const twice = [gene(1), gene(2), gene(1)].map((text) => ({ text, width: 120 }));
    const [first, second, third] = distinctEllipses(twice, numbered, font);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
    for (const text of [first, second]) expect(measure(text, 13)).toBeLessThanOrEqual(120);
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
