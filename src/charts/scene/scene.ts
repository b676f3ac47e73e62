/**
 * The meaning of a colour; the palette has the colour itself (a custom property on the page, a
 * number in a file).
 */
export type Role = 'toward' | 'away' | 'ink' | 'muted' | 'line' | 'paper' | 'wash';

export type Attributes = Readonly<Record<string, string | number>>;

/** One SVG element to draw. `fill` and `stroke` may name a role. Positions are CSS pixels. */
export interface Mark {
  /** Identity among its siblings across redraws. */
  readonly key: string;
  readonly tag: 'g' | 'rect' | 'circle' | 'path' | 'polyline' | 'text' | 'tspan' | 'image' | 'filter' | 'feColorMatrix';
  readonly attributes: Attributes;
  readonly text?: string;
  /** Shown by the browser on hover: the full label where it was shortened. */
  readonly title?: string;
  readonly children?: readonly Mark[];
  /** Serves pointing and focus; left out of files. */
  readonly screenOnly?: boolean;
}

/** A drawing without a DOM: painted on the page by `paint`, written to a file by `svgText`. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export function group(key: string, x: number, y: number, children: readonly Mark[]): Mark {
  return { key, tag: 'g', attributes: { transform: `translate(${px(x)},${px(y)})` }, children };
}

/** Text that begins at a point of its baseline, or as `text-anchor` says. */
export function text(
  key: string,
  [x, y]: readonly [number, number],
  content: string,
  attributes: Attributes = {},
): Mark {
  return { key, tag: 'text', attributes: { x: px(x), y: px(y), fill: 'ink', ...attributes }, text: content };
}

/** Keeps a text readable where grid lines pass behind it. */
export const halo: Attributes = {
  stroke: 'paper',
  'stroke-width': 3,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
};

export function path(key: string, d: string, attributes: Attributes): Mark {
  return { key, tag: 'path', attributes: { d, ...attributes } };
}

/**
 * A line through points, for lines that move on nearly every redraw: unlike a path's `d`, `points`
 * is no CSS property, so changing it costs no style computation.
 */
export function polyline(key: string, points: readonly (readonly [number, number])[], attributes: Attributes): Mark {
  return {
    key,
    tag: 'polyline',
    attributes: { points: points.map(([x, y]) => `${px(x)},${px(y)}`).join(' '), fill: 'none', ...attributes },
  };
}

/** A vertical line. */
export function vertical(
  key: string,
  x: number,
  [top, bottom]: readonly [number, number],
  attributes: Attributes,
): Mark {
  const ends = [
    [x, top],
    [x, bottom],
  ] as const;
  return polyline(key, ends, attributes);
}

/** Pixels with two decimals: enough for any screen, and short. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}
