import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import { lineMark, type Strip, sizes, ticksOf } from '../scene/frame.ts';
import { ellipsis } from '../scene/measure.ts';
import {
  type Attributes,
  group,
  halo,
  type Mark,
  path,
  polyline,
  px,
  type Scene,
  text,
  vertical,
} from '../scene/scene.ts';

/** A value of a column with the model's answer to it. */
export interface CurvePoint {
  /** The value where it is a number, else null. */
  readonly at: number | null;
  /** The value in words: "24 months", "no checking". */
  readonly name: string;
  readonly answer: number;
  /** The answer in words: "62 %". */
  readonly amount: string;
}

/** The model's answers along a column of one row, as somebody names them. */
export interface AnswerCurve {
  /** `numbers` by size, or `levels` in their order. */
  readonly kind: 'numbers' | 'levels';
  readonly points: readonly CurvePoint[];
  /** Place of the row's own value; -1 where there is none. */
  readonly own: number;
  /** Where another answer begins; null where that is no number. */
  readonly line: { readonly at: number; readonly name: string } | null;
  /** Whether answers are shares: then the axis has all of them, 0 to 1. */
  readonly shares: boolean;
  /** What the axes count: "Duration (months)" and "good risk". */
  readonly names: { readonly column: string; readonly answer: string };
  readonly tick: (value: number, step: number) => string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  readonly language: Language;
}

const HEIGHT = 210;
const ROW = 26;
const TOP = 26;
const BOTTOM = 40;

/** Where the points of a curve of numbers stand, left to right. */
export function placesOf({ points }: AnswerCurve, left: number, width: number): number[] {
  const [low = 0, high = 1] = extent(points, ({ at }) => at ?? undefined);
  const x = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [left + 6, width - 8]);
  return points.map(({ at }) => x(at ?? low));
}

/** Least and greatest answer on the axis. */
function domainOf({ points, line, shares, kind }: AnswerCurve): [number, number] {
  if (shares) return [0, 1];
  const all = [...points.map(({ answer }) => answer), ...(line ? [line.at] : []), ...(kind === 'levels' ? [0] : [])];
  const [low = 0, high = 1] = extent(all);
  const pad = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  return [kind === 'levels' && low === 0 ? 0 : low - pad, high + pad];
}

/** Width of what stands left of a curve: the numbers of its axis. */
export function leftOf(curve: AnswerCurve, { measure }: Pick<Canvas, 'measure'>): number {
  const widths = yTicks(curve).map(({ label }) => measure(label, sizes.small));
  return Math.ceil(Math.max(0, ...widths)) + 10;
}

function yTicks(curve: AnswerCurve): { readonly value: number; readonly label: string }[] {
  const y = scaleLinear(domainOf(curve), [0, 1]);
  const values = y.ticks(4);
  const step = values.length > 1 ? values[1] - values[0] : 1;
  return values.map((value) => ({ value, label: curve.tick(value, step) }));
}

/** Answers along numbers as a line, along levels as bars. `canvas.active` is looked at. */
export const answerCurveScene = (curve: AnswerCurve, canvas: Canvas): Scene =>
  curve.kind === 'numbers' ? lineScene(curve, canvas) : barsScene(curve, canvas);

const named = (key: string, strip: Omit<Strip, 'direction'>, content: string, { language }: AnswerCurve): Mark =>
  lineMark(key, { ...strip, direction: language.direction }, content, { fill: 'muted', 'font-size': sizes.small });

const dot = (key: string, [x, y]: readonly [number, number], radius: number, attributes: Mark['attributes']): Mark =>
  path(
    key,
    `M${px(x - radius)},${px(y)}a${radius},${radius} 0 1 0 ${2 * radius},0a${radius},${radius} 0 1 0 ${-2 * radius},0`,
    attributes,
  );

function lineScene(curve: AnswerCurve, canvas: Canvas): Scene {
  const { points, own, line, names } = curve;
  const { width, measure, active = null } = canvas;
  const font = { measure, size: sizes.small };
  const left = leftOf(curve, canvas);
  const bottom = HEIGHT - BOTTOM;
  const y = scaleLinear(domainOf(curve), [bottom, TOP]);
  const places = placesOf(curve, left, width);
  const at = (place: number) => [places[place], y(points[place].answer)] as const;
  const [low = 0, high = 1] = extent(points, (point) => point.at ?? undefined);
  const x = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [left + 6, width - 8]);
  const ticks = ticksOf(x, (value, step) => plainTick(value, step, curve.language), canvas);
  const rows = yTicks(curve);
  const marks: Mark[] = [
    named('answer', { left: 0, width, y: 12 }, ellipsis(names.answer, width, font), curve),
    path('grid', rows.map(({ value }) => `M${px(left)},${px(y(value))}H${px(width)}`).join(''), {
      stroke: 'line',
      'stroke-width': 1,
    }),
    group(
      'answers',
      0,
      0,
      rows.map(({ value, label }) => axisText(label, [left - 6, y(value) + 4], label, 'end')),
    ),
    group(
      'values',
      0,
      0,
      ticks.map((tick) => axisText(tick.label, [tick.x, bottom + 17], tick.label, 'middle')),
    ),
    named('column', { left, width: width - left, y: HEIGHT - 6 }, ellipsis(names.column, width - left, font), curve),
  ];
  if (line) marks.push(...threshold(curve, y(line.at), { left, right: width }));
  if (own >= 0) marks.push(vertical('own', places[own], [TOP, bottom], { stroke: 'muted', 'stroke-width': 1 }));
  marks.push(
    polyline(
      'curve',
      points.map((_, place) => at(place)),
      {
        stroke: 'ink',
        'stroke-width': 2,
        'stroke-linejoin': 'round',
      },
    ),
  );
  if (own >= 0) marks.push(dot('own-dot', at(own), 4, { fill: 'paper', stroke: 'ink', 'stroke-width': 2 }));
  if (active !== null && points[active]) {
    marks.push({
      ...vertical('active', places[active], [TOP, bottom], { stroke: 'ink', 'stroke-width': 1 }),
      screenOnly: true,
    });
    marks.push({ ...dot('active-dot', at(active), 5.5, { fill: 'toward', stroke: 'paper' }), screenOnly: true });
  }
  return { width, height: HEIGHT, marks };
}

const axisText = (key: string, at: readonly [number, number], content: string, anchor: 'end' | 'middle'): Mark =>
  text(key, at, content, { fill: 'muted', 'font-size': sizes.small, 'text-anchor': anchor });

/** Years are no thousands: numbers of a column are not grouped. */
function plainTick(value: number, step: number, language: Language): string {
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  return language.number(Number(value.toFixed(digits)) + 0, {
    useGrouping: Math.abs(value) >= 10_000,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The line from which on the answer is another, with its name. */
function threshold(curve: AnswerCurve, y: number, { left, right }: { left: number; right: number }): Mark[] {
  const ends = [
    [left, y],
    [right, y],
  ] as const;
  return [
    polyline('line', ends, { stroke: 'toward', 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
    text('line-name', [right, y - 5], curve.line?.name ?? '', {
      ...halo,
      'font-size': sizes.small,
      'text-anchor': 'end',
    }),
  ];
}

function barsScene(curve: AnswerCurve, canvas: Canvas): Scene {
  const { points, own, line, names } = curve;
  const { width, measure, active = null } = canvas;
  const font = { measure, size: sizes.label };
  const longest = Math.max(0, ...points.map(({ name }) => measure(name, sizes.label, 600)));
  const left = Math.ceil(Math.min(longest + 10, width * 0.42));
  const amounts = Math.max(0, ...points.map(({ amount }) => measure(amount, sizes.label, 600))) + 8;
  const x = scaleLinear(domainOf(curve), [left, Math.max(left + 20, width - amounts)]);
  const zero = x(Math.max(0, domainOf(curve)[0]));
  const bottom = TOP + points.length * ROW;
  const rows = points.map(({ name, answer, amount }, place): Mark => {
    const [from, to] = [Math.min(zero, x(answer)), Math.max(zero, x(answer))];
    const strong: Attributes = place === own ? { 'font-weight': 600 } : {};
    return group(`level-${place}`, 0, TOP + place * ROW, [
      {
        key: 'strip',
        tag: 'rect',
        attributes: {
          ...{ x: 0, y: 1, width: px(width), height: ROW - 2, fill: 'wash' },
          ...{ 'fill-opacity': place === active ? 1 : 0, 'data-point': place },
        },
        screenOnly: true,
      },
      {
        key: 'bar',
        tag: 'rect',
        attributes: {
          ...{ x: px(from), y: 5, width: px(Math.max(1, to - from)), height: ROW - 11 },
          ...{ fill: place === own ? 'ink' : 'muted' },
        },
      },
      {
        ...lineMark(
          'name',
          { left: 0, width: left - 10, y: 17, direction: curve.language.direction },
          ellipsis(name, left - 10, font),
          { 'font-size': sizes.label, ...strong },
        ),
        title: name,
      },
      text('amount', [to + 6, 17], amount, { ...halo, 'font-size': sizes.label, ...strong }),
    ]);
  });
  const marks: Mark[] = [
    named('answer', { left: 0, width, y: 12 }, ellipsis(names.answer, width, { ...font, size: sizes.small }), curve),
    ...rows,
  ];
  if (line) {
    const name = ellipsis(line.name, width, { ...font, size: sizes.small });
    const half = measure(name, sizes.small) / 2;
    const place = Math.max(half, Math.min(width - half, x(line.at)));
    marks.push(
      vertical('line', x(line.at), [TOP, bottom], {
        stroke: 'toward',
        'stroke-width': 1.5,
        'stroke-dasharray': '5 4',
      }),
      axisText('line-name', [place, bottom + 15], name, 'middle'),
    );
  }
  return { width, height: bottom + (line ? 22 : 4), marks };
}

/** The point that is nearest to a place on the drawing. */
export function nearestPoint(curve: AnswerCurve, canvas: Canvas, [x, y]: readonly [number, number]): number {
  if (curve.kind === 'levels') return Math.max(0, Math.min(curve.points.length - 1, Math.floor((y - TOP) / ROW)));
  const places = placesOf(curve, leftOf(curve, canvas), canvas.width);
  let nearest = 0;
  for (const [at, place] of places.entries()) if (Math.abs(place - x) < Math.abs(places[nearest] - x)) nearest = at;
  return nearest;
}
