import { describe, expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { type AnswerCurve, answerCurveScene, nearestPoint } from '../../../src/charts/kinds/answer-curve.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../src/charts/scene/scene.ts';
import { svgText } from '../../../src/charts/scene/svg.ts';

const tick = (value: number) => `${Math.round(100 * value)} %`;
const point = (at: number | null, name: string, answer: number) => ({ at, name, answer, amount: tick(answer) });

const numbers: AnswerCurve = {
  ...{ kind: 'numbers', own: 1, shares: true, tick, language: english },
  points: [point(10, '10 months', 0.2), point(20, '20 months', 0.4), point(30, '30 months', 0.7)],
  line: { at: 0.5, name: '50 % line' },
  names: { column: 'Duration (months)', answer: 'bad risk' },
  summary: 'From 20 % to 70 %.',
};
const levels: AnswerCurve = {
  ...numbers,
  kind: 'levels',
  points: [point(null, 'own', 0.2), point(null, 'a level with a name of very many letters in a row', 0.9)],
  own: 0,
};

const marksOf = (mark: Mark): Mark[] => [mark, ...(mark.children ?? []).flatMap(marksOf)];
const canvas = (width: number, active: number | null = null) => ({ width, measure: estimateWidth, active });
const scene = (curve: AnswerCurve, width = 600, active: number | null = null) => {
  const { marks, ...size } = answerCurveScene(curve, canvas(width, active));
  return { ...size, marks: marks.flatMap(marksOf) };
};
const byKey = (curve: AnswerCurve, key: string, ...more: [number?, number?]) =>
  scene(curve, ...more).marks.find((mark) => mark.key === key);

describe('answers along a column', () => {
  it('draws numbers as a line, with the line between the answers and the row’s own value', () => {
    const points = String(byKey(numbers, 'curve')?.attributes.points)
      .split(' ')
      .map((pair) => pair.split(',').map(Number));
    expect(points).toHaveLength(3);
    expect(points[0][0]).toBeLessThan(points[1][0]);
    expect(points[0][1]).toBeGreaterThan(points[2][1]);
    const line = Number(String(byKey(numbers, 'line')?.attributes.points).split(',')[1].split(' ')[0]);
    expect(line).toBeLessThan(points[1][1]);
    expect(line).toBeGreaterThan(points[2][1]);
    // A circle's path begins at its left end.
    const dot = String(byKey(numbers, 'own-dot')?.attributes.d).match(/^M([\d.]+),([\d.]+)a([\d.]+)/);
    const [left, y, radius] = (dot ?? []).slice(1).map(Number);
    expect([left + radius, y]).toEqual(points[1]);
    expect(byKey({ ...numbers, own: -1, line: null }, 'own-dot')).toBeUndefined();
    expect(byKey({ ...numbers, line: null }, 'line')).toBeUndefined();
  });

  it('marks what is looked at on the screen alone', () => {
    expect(byKey(numbers, 'active')).toBeUndefined();
    expect(byKey(numbers, 'active', 600, 2)?.screenOnly).toBe(true);
    expect(svgText(answerCurveScene(numbers, canvas(600, 2)), numbers.summary)).not.toContain('data-point');
  });

  it('draws levels as bars, with their answers', () => {
    const bars = scene(levels).marks.filter(({ key }) => key === 'bar');
    expect(bars.map(({ attributes }) => attributes.fill)).toEqual(['ink', 'muted']);
    expect(Number(bars[1].attributes.width)).toBeGreaterThan(4 * Number(bars[0].attributes.width));
    expect(
      scene(levels)
        .marks.filter(({ key }) => key === 'amount')
        .map(({ text }) => text),
    ).toEqual(['20 %', '90 %']);
  });

  it.each([280, 360, 900])('stays within %i pixels', (width) => {
    for (const curve of [numbers, levels])
      for (const { attributes, text } of scene(curve, width, 1).marks) {
        const anchor = attributes['text-anchor'] ?? 'start';
        const long = text ? estimateWidth(text, Number(attributes['font-size'] ?? 13)) : 0;
        const x = Number(attributes.x ?? 0);
        const end = anchor === 'end' ? x : anchor === 'middle' ? x + long / 2 : x + long;
        expect(end).toBeLessThanOrEqual(width + 1);
      }
  });

  it('one value, equal answers and answers below 0 can be drawn', () => {
    const one = { ...numbers, points: [point(10, '10', 0.2)], own: 0 };
    const flat = {
      ...numbers,
      shares: false,
      line: null,
      points: numbers.points.map((each) => ({ ...each, answer: 3 })),
    };
    const below = { ...levels, shares: false, line: null, points: [point(null, 'a', -2), point(null, 'b', 3)] };
    for (const curve of [one, flat, below, { ...numbers, points: [], own: -1 }])
      expect(svgText(answerCurveScene(curve, canvas(400)), '')).not.toMatch(/NaN|Infinity/);
    const [first, second] = scene(below).marks.filter(({ key }) => key === 'bar');
    expect(Number(first.attributes.x) + Number(first.attributes.width)).toBeCloseTo(Number(second.attributes.x), 1);
  });

  it('finds the point that is nearest to a pointer', () => {
    const places = String(byKey(numbers, 'curve')?.attributes.points)
      .split(' ')
      .map((pair) => Number(pair.split(',')[0]));
    for (const [at, x] of places.entries()) expect(nearestPoint(numbers, canvas(600), [x + 3, 50])).toBe(at);
    expect(nearestPoint(levels, canvas(600), [5, 60])).toBe(1);
    expect(nearestPoint(levels, canvas(600), [5, 900])).toBe(1);
    expect(nearestPoint(levels, canvas(600), [5, -10])).toBe(0);
  });
});
