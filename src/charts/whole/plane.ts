// A field with two axes, on which pictures draw.

import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import { axisMarks, type Block, lineMark, sizes, type Tick, ticksOf } from '../scene/frame.ts';
import { ellipsis } from '../scene/measure.ts';
import { group, type Mark, path, px, text } from '../scene/scene.ts';

export interface Axis {
  readonly domain: readonly [number, number];
  readonly name: string;
  readonly tick: (value: number, step: number) => string;
  /** Names of its whole numbers, where it counts no amount. */
  readonly names?: readonly string[];
  /** Whether these are numbers, which shortened would be others: as many stand as have room. */
  readonly numbers?: boolean;
  /** Whether it counts, so that there is nothing between whole numbers. */
  readonly counts?: boolean;
  /** What stands before the axis begins, at a value from `from` on, and what that is called. */
  readonly before?: { readonly from: number; readonly at: number; readonly name: string };
}

/** Where values are, in pixels. */
export interface Plane {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PlaneSpec {
  readonly x: Axis;
  readonly y: Axis;
  /** Of the field itself; `square` makes it as high as it is wide. */
  readonly height: number | 'square';
  readonly draw: (plane: Plane) => readonly Mark[];
}

/** Widest square: beyond, nothing more is seen. */
const SQUARE = 400;

/** Domains of one value are widened, so that it stands in the middle. */
export function padded([low, high]: readonly [number, number], share = 0): readonly [number, number] {
  const pad = low < high ? (high - low) * share : Math.abs(low) * 0.1 || 0.5;
  return [low - pad, high + pad];
}

export const planeBlock = (spec: PlaneSpec, language: Language, canvas: Canvas): Block =>
  planeBlocks([spec], language, canvas)[0];

/** Fields one below the other, from the same left to the same right: all have one axis. */
export function planeBlocks(specs: readonly PlaneSpec[], language: Language, canvas: Canvas): readonly Block[] {
  const { measure, width } = canvas;
  const labels = specs.flatMap(({ y, height }) => {
    const guess = height === 'square' ? SQUARE : height;
    return yTicks(y, scaleLinear([...y.domain], [guess, 0]), guess).map(({ label }) => measure(label, sizes.small));
  });
  const left = Math.ceil(Math.min(Math.max(0, ...labels), width * 0.35)) + 10;
  const isSquare = specs.some(({ height }) => height === 'square');
  const right = isSquare ? Math.min(width - 22, left + SQUARE) : width - 22;
  return specs.map((spec) => blockBetween([left, right], spec, language, canvas));
}

function blockBetween(
  [left, right]: readonly [left: number, right: number],
  spec: PlaneSpec,
  language: Language,
  canvas: Canvas,
): Block {
  const { measure, width } = canvas;
  const top = 26;
  const height = spec.height === 'square' ? right - left : spec.height;
  const bottom = top + height;
  const x = scaleLinear([...spec.x.domain], [left, right]);
  const y = scaleLinear([...spec.y.domain], [bottom, top]);
  const ticks = xTicks(spec.x, x, { ...canvas, width: Math.min(width, right + 22) });
  const axis = axisMarks(ticks, top, bottom);
  const font = { fill: 'muted', 'font-size': sizes.small } as const;
  const { direction } = language;
  const line = (key: string, name: string, at: number): Mark => {
    const shown = ellipsis(name, right, { measure, size: sizes.small });
    const strip = { left: 0, width: right, y: at, direction };
    return { ...lineMark(key, strip, shown, font), title: shown === name ? undefined : name };
  };
  const rows = yTicks(spec.y, y, height);
  return {
    marks: [
      line('y-name', spec.y.name, 13),
      axis.grid,
      path('rows', rows.map((tick) => `M${px(left)},${px(tick.x)}H${px(right)}`).join('') || 'M0,0', {
        stroke: 'line',
        'stroke-width': 1,
      }),
      group(
        'y-ticks',
        0,
        0,
        rows.map((tick) => {
          const shown = ellipsis(tick.label, left - 8, { measure, size: sizes.small });
          return text(tick.label, [left - 8, tick.x + 4], shown, { ...font, 'text-anchor': 'end' });
        }),
      ),
      ...spec.draw({ x, y, left, right, top, bottom }),
      axis.labels,
      line('x-name', spec.x.name, bottom + 34),
    ],
    height: bottom + 38,
  };
}

function xTicks(axis: Axis, x: ScaleLinear<number, number>, canvas: Canvas): Tick[] {
  const ticks = namedTicks(axis, x, canvas);
  const { before } = axis;
  if (!before) return ticks;
  const font = { measure: canvas.measure, size: sizes.small };
  // What is before the axis has a place of its own, not an amount.
  const own = { x: x(before.at), label: ellipsis(before.name, 2 * x(before.at), font) };
  const half = canvas.measure(own.label, sizes.small) / 2 + 6;
  const clear = ticks.filter((tick) => {
    const from = tick.x - canvas.measure(tick.label, sizes.small) / 2;
    return x.invert(tick.x) >= before.from && from > own.x + half;
  });
  return [own, ...clear];
}

function namedTicks(axis: Axis, x: ScaleLinear<number, number>, canvas: Canvas): Tick[] {
  if (!axis.names) return ticksOf(x, axis.tick, canvas);
  const { names } = axis;
  const each = names.length > 1 ? x(1) - x(0) : x.range()[1] - x.range()[0];
  const font = { measure: canvas.measure, size: sizes.small };
  if (!axis.numbers) return names.map((name, at) => ({ x: x(at), label: ellipsis(name, Math.max(each - 6, 8), font) }));
  const widest = Math.max(0, ...names.map((name) => font.measure(name, font.size)));
  const step = Math.max(1, Math.ceil((widest + 6) / each));
  return names.flatMap((label, at) => (at % step === 0 ? [{ x: x(at), label }] : []));
}

/** Ticks of the other axis; `x` is their height. */
function yTicks(axis: Axis, y: ScaleLinear<number, number>, height: number): Tick[] {
  if (axis.names) return axis.names.map((label, at) => ({ x: y(at), label }));
  const all = y.ticks(Math.max(2, Math.floor(height / 55)));
  const values = axis.counts ? all.filter(Number.isInteger) : all;
  const step = values.length > 1 ? values[1] - values[0] : axis.domain[1] - axis.domain[0];
  return values.map((value) => ({ x: y(value), label: axis.tick(value, step) }));
}

/** A line through points of a plane. */
export function lineThrough({ x, y }: Pick<Plane, 'x' | 'y'>, points: readonly (readonly [number, number])[]): string {
  return points.map(([a, b], at) => `${at === 0 ? 'M' : 'L'}${px(x(a))},${px(y(b))}`).join('') || 'M0,0';
}

/** The field between a lower and an upper line. */
export function bandBetween(
  plane: Pick<Plane, 'x' | 'y'>,
  points: readonly (readonly [x: number, low: number, high: number])[],
): string {
  const upper = points.map(([x, , high]) => [x, high] as const);
  const lower = points.map(([x, low]) => [x, low] as const).reverse();
  return points.length === 0 ? 'M0,0' : `${lineThrough(plane, [...upper, ...lower])}Z`;
}

/** A dot that stands for rows. */
export function dot(
  key: string,
  meaning: string | null,
  [x, y]: readonly [number, number],
  attributes: Mark['attributes'] = {},
): Mark {
  return {
    key,
    tag: 'circle',
    attributes: {
      cx: px(x),
      cy: px(y),
      r: 4,
      fill: 'toward',
      stroke: 'paper',
      'stroke-width': 1,
      ...(meaning !== null && { class: 'mark', 'data-key': meaning }),
      ...attributes,
    },
  };
}
