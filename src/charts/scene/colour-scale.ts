import { range } from 'd3-array';
import type { View } from '../view.ts';
import { sizes } from './frame.ts';
import { type Mark, px, text } from './scene.ts';

const STEPS = 20;

/** A strip of colours from most against to most for; `strength` is that of the strongest. */
export function colourScale(
  width: number,
  colours: { readonly away: string; readonly toward: string },
  strength = 1,
): Mark[] {
  return range(-STEPS, STEPS).map((step) => ({
    key: `swatch${step}`,
    tag: 'rect',
    attributes: {
      x: px(((step + STEPS) * width) / (2 * STEPS)),
      width: px(width / (2 * STEPS)),
      height: 10,
      fill: step < 0 ? colours.away : colours.toward,
      'fill-opacity': (strength * ((step < 0 ? -step : step + 1) / STEPS)).toFixed(3),
      'shape-rendering': 'crispEdges',
    },
  }));
}

const muted = { fill: 'muted', 'font-size': sizes.small } as const;

/** A number under the colours; `share` is −1 at the left end, 1 at the right. */
export function scaleTick(key: string, share: number, label: string, width: number): Mark {
  const anchor = share === -1 ? 'start' : share === 1 ? 'end' : 'middle';
  return text(key, [((1 + share) * width) / 2, 25], label, { ...muted, 'text-anchor': anchor });
}

/** What the two ends of the colours mean. */
export function scaleEnds({ language, unit }: View, width: number): Mark[] {
  const regression = unit === 'value';
  return [
    text('away', [0, 41], language.say('chart.awayShort', { regression }), { ...muted, 'text-anchor': 'start' }),
    text('toward', [width, 41], language.say('chart.towardShort', { regression }), { ...muted, 'text-anchor': 'end' }),
  ];
}
