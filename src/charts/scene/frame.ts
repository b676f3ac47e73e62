// What charts have in common: title, legend, caption, axis. Sizes in CSS pixels.

import { scaleLinear } from 'd3-scale';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import type { PlayerView, View } from '../view.ts';
import { ellipsis, wrap } from './measure.ts';
import { type Attributes, group, type Mark, path, polyline, px, text } from './scene.ts';

export const sizes = { title: 16, label: 13, small: 12 } as const;

/** Below this width labels stand above their bars. */
export const narrowBelow = 480;

/** Marks with the height they take. */
export interface Block {
  readonly marks: readonly Mark[];
  readonly height: number;
}

/** Where a line of text may stand: on a baseline, from `left`, `width` pixels wide. */
export interface Strip {
  readonly left: number;
  readonly width: number;
  readonly y: number;
  /** The line begins at the left of its strip, or at the right. */
  readonly direction: Language['direction'];
}

/**
 * A line of text in its strip. Axes and bars go from left to right in every language, so the
 * direction is an attribute of each such line and of nothing around it.
 */
export function lineMark(key: string, strip: Strip, content: string, attributes: Attributes): Mark {
  const { left, width, y, direction } = strip;
  return direction === 'rtl'
    ? text(key, [left + width, y], content, { ...attributes, direction })
    : text(key, [left, y], content, attributes);
}

/** A text right or left of a point, or around it, whichever way its language goes. */
export function besideMark(
  key: string,
  point: readonly [x: number, y: number],
  content: string,
  { side, direction, ...attributes }: Attributes & { side: 'right' | 'left' | 'around'; direction: Strip['direction'] },
): Mark {
  const begins = side === (direction === 'rtl' ? 'left' : 'right');
  const anchor = side === 'around' ? 'middle' : begins ? 'start' : 'end';
  return text(key, point, content, { ...attributes, direction, 'text-anchor': anchor });
}

export function titleBlock(title: string, { language }: Pick<View, 'language'>, { width, measure }: Canvas): Block {
  const font = { 'font-size': sizes.title, 'font-weight': 600 };
  const lines = wrap(title, width, { measure, size: sizes.title, weight: 600 });
  const strip = (at: number): Strip => ({ left: 0, width, y: 15 + at * 21, direction: language.direction });
  return {
    marks: lines.map((line, at) => lineMark(`title-${at}`, strip(at), line, font)),
    height: lines.length * 21 + 3,
  };
}

export function captionBlock(caption: string, { language }: Pick<View, 'language'>, { width, measure }: Canvas): Block {
  const font = { fill: 'muted', 'font-size': sizes.small };
  const lines = wrap(caption, width, { measure, size: sizes.small });
  const strip = (at: number): Strip => ({ left: 0, width, y: 13 + at * 17, direction: language.direction });
  return {
    marks: lines.map((line, at) => lineMark(`caption-${at}`, strip(at), line, font)),
    height: lines.length * 17 + 4,
  };
}

/** A sign, 18 by 10 pixels around the middle of its left side, and what it means. */
export interface LegendItem {
  readonly key: string;
  readonly label: string;
  readonly glyph: Mark;
}

/** What colours and whiskers mean; only what this chart shows. */
function legendItems({ language, name, unit }: View, shown: readonly PlayerView[]): LegendItem[] {
  const regression = unit === 'value';
  const right = arrow(0, 18, -5, 10);
  const items = [
    {
      key: 'toward',
      label: language.say('chart.toward', { name, regression }),
      glyph: path('glyph', right, { fill: 'toward' }),
    },
    {
      key: 'away',
      label: language.say('chart.away', { name, regression }),
      glyph: path('glyph', arrow(18, 0, -5, 10), { fill: 'away' }),
    },
  ];
  if (shown.some((player) => player.interval)) {
    items.push({
      key: 'interval',
      label: language.say('chart.interval'),
      glyph: whisker('glyph', [0, 18], 0, { stroke: 'ink', 'stroke-width': 1.25 }),
    });
  }
  if (shown.some((player) => player.faint)) {
    items.push({
      key: 'faint',
      label: language.say('chart.faint'),
      glyph: path('glyph', right, { stroke: 'muted', fill: 'muted', 'fill-opacity': 0.2 }),
    });
  }
  return items;
}

export const legendBlock = (view: View, shown: readonly PlayerView[], canvas: Canvas): Block =>
  legendOf(legendItems(view, shown), view, canvas);

/** The legend in lines, from the side where the language begins. */
export function legendOf(items: readonly LegendItem[], { language }: Pick<View, 'language'>, canvas: Canvas): Block {
  const { direction } = language;
  const mirrored = direction === 'rtl';
  const font = { measure: canvas.measure, size: sizes.small };
  const marks: Mark[] = [];
  let x = 0;
  let y = 0;
  for (const item of items) {
    const label = ellipsis(item.label, canvas.width - 26, font);
    const length = canvas.measure(label, sizes.small);
    const width = 25 + length;
    if (x > 0 && x + width > canvas.width) {
      x = 0;
      y += 19;
    }
    const strip = { left: mirrored ? 0 : 25, width: length, y: 13, direction };
    marks.push(
      group(`legend-${item.key}`, mirrored ? canvas.width - x - width : x, y, [
        group('at', mirrored ? width - 18.5 : 0.5, 9, [item.glyph]),
        {
          ...lineMark('label', strip, label, { fill: 'muted', 'font-size': sizes.small }),
          title: label === item.label ? undefined : item.label,
        },
      ]),
    );
    x += width + 18;
  }
  return { marks, height: y + 19 };
}

/**
 * A bar that points where it goes: from x0 to x1, `top` and `height` of the bar. Always five
 * corners, so that it can glide.
 */
export function arrow(x0: number, x1: number, top: number, height: number): string {
  const length = Math.abs(x1 - x0);
  const tip = Math.min(height * 0.45, length) * Math.sign(x1 - x0);
  const [back, front, point] = [px(x0), px(x1 - tip), px(x1)];
  const [upper, middle, lower] = [px(top), px(top + height / 2), px(top + height)];
  return `M${back},${upper}L${front},${upper}L${point},${middle}L${front},${lower}L${back},${lower}Z`;
}

/** An interval: a line with ends, drawn in one go. */
export function whisker(key: string, [low, high]: readonly [number, number], y: number, attributes: Attributes): Mark {
  const [up, down] = [y - 3.5, y + 3.5];
  return polyline(
    key,
    [
      [low, up],
      [low, down],
      [low, y],
      [high, y],
      [high, up],
      [high, down],
    ],
    attributes,
  );
}

/** A position on the axis that must have room to its right for a text. */
export interface Reach {
  readonly value: number;
  /** Pixels needed to the right of the position. */
  readonly room: number;
}

/**
 * Positions for values: `domain` over `left` to a right end chosen so that every text to the
 * right of its value still fits.
 */
export function fitScale(domain: readonly [number, number], left: number, right: number, reaches: readonly Reach[]) {
  const half = Math.abs(domain[0]) * 0.1 || 0.5;
  const [low, high] = domain[0] < domain[1] ? domain : [domain[0] - half, domain[0] + half];
  let end = right;
  for (const { value, room } of reaches) {
    const share = (value - low) / (high - low);
    if (share > 0) end = Math.min(end, left + (right - room - left) / share);
  }
  return scaleLinear([low, high], [left, Math.max(end, left + (right - left) * 0.3)]);
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/**
 * Ticks whose labels do not touch: as many as there is room for, and two where there is any for
 * them, since a single number says nothing of how far a bar goes.
 */
export function ticksOf(
  scale: ReturnType<typeof fitScale>,
  label: (value: number, step: number) => string,
  { width, measure }: Canvas,
): Tick[] {
  const [low, high] = scale.domain();
  const [left, right] = scale.range();
  // The room left of the values' texts is axis, too.
  const wide = scaleLinear([low, scale.invert(Math.max(right, left + 1))], [left, right]);
  const placed = (count: number, every: number): Tick[] | null => {
    const all = wide.ticks(count);
    const step = all.length > 1 ? all[1] - all[0] : (high - low) / 2;
    const values = all.filter((value) => Math.round(value / step) % every === 0);
    const ticks = values.map((value) => ({ x: scale(value), label: label(value, step) }));
    const halves = ticks.map((tick) => measure(tick.label, sizes.small) / 2);
    const clear = ticks.every((tick, at) => at === 0 || tick.x - halves[at] - (ticks[at - 1].x + halves[at - 1]) > 10);
    return clear ? ticks.filter((tick, at) => tick.x - halves[at] >= 0 && tick.x + halves[at] <= width) : null;
  };
  const most = Math.max(2, Math.floor((right - left) / 60));
  const fewer = Array.from({ length: most }, (_, at) => [most - at, 1] as const);
  const closer = [2, 3].flatMap((every) => [most, most + 1, most + 2].map((count) => [count, every] as const));
  let first: Tick[] | null = null;
  for (const [count, every] of [...fewer, ...closer]) {
    const ticks = placed(count, every);
    if (ticks && ticks.length > 1) return ticks;
    first ??= ticks;
  }
  return first ?? [];
}

/** Grid lines behind the bars and labels under them. */
export function axisMarks(ticks: readonly Tick[], top: number, bottom: number): { grid: Mark; labels: Mark } {
  return {
    grid: group('grid', 0, 0, [
      path('lines', ticks.map((tick) => `M${px(tick.x)},${px(top)}V${px(bottom)}`).join('') || 'M0,0', {
        stroke: 'line',
        'stroke-width': 1,
      }),
    ]),
    labels: group(
      'axis',
      0,
      bottom,
      ticks.map((tick) =>
        text(tick.label, [tick.x, 16], tick.label, {
          fill: 'muted',
          'font-size': sizes.small,
          'text-anchor': 'middle',
        }),
      ),
    ),
  };
}
