// Signs that pictures share, and what legends say of them.

import type { Language } from '../../catalogue/language.ts';
import { type LegendItem, whisker } from '../scene/frame.ts';
import { type Attributes, path, type Role } from '../scene/scene.ts';
import { thresholdText } from './numbers.ts';

/** A line that things are compared with. */
export const dashed: Attributes = { fill: 'none', stroke: 'muted', 'stroke-width': 1.5, 'stroke-dasharray': '4 3' };

export const legendLine = (key: string, label: string, stroke: Role, isDashed = false): LegendItem => ({
  key,
  label,
  glyph: path('glyph', 'M0,0H18', { fill: 'none', stroke, 'stroke-width': 2, ...(isDashed && dashed) }),
});

export const legendField = (key: string, label: string, fill: Role, opacity = 1): LegendItem => ({
  key,
  label,
  glyph: path('glyph', 'M0,-5H18V5H0Z', { fill, 'fill-opacity': opacity }),
});

export const legendInterval = (language: Language): LegendItem => ({
  key: 'interval',
  label: language.say('chart.whole.interval'),
  glyph: whisker('glyph', [0, 18], 0, { stroke: 'ink', 'stroke-width': 1.25 }),
});

export const thresholdLabel = (threshold: number, language: Language): string =>
  language.say('chart.whole.threshold', { threshold: thresholdText(threshold, language) });

/** At most `most` of so many places, the ends among them. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: most }, (_, at) => Math.round((at * (count - 1)) / (most - 1)));
}
