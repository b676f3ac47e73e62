// Dots in the colour of a value: from least to most, and hollow where it is missing.

import type { Language } from '../../catalogue/language.ts';
import { cellText } from '../format.ts';
import type { LegendItem } from '../scene/frame.ts';
import type { Attributes, Mark } from '../scene/scene.ts';
import { group } from '../scene/scene.ts';
import { columnName } from './names.ts';
import type { Subject } from './picture.ts';
import type { RowColumn } from './row-columns.ts';

/** The colour of a rank from 0 to 1: the middle is pale. */
export function rankColour(rank: number): Attributes {
  if (Number.isNaN(rank)) return { fill: 'paper', 'fill-opacity': 1, stroke: 'muted', 'stroke-width': 1 };
  return {
    fill: rank < 0.5 ? 'away' : 'toward',
    'fill-opacity': (0.3 + 0.65 * Math.abs(2 * rank - 1)).toFixed(2),
    stroke: 'paper',
    'stroke-width': 0.5,
  };
}

const swatch = (key: string, ranks: readonly number[], label: string): LegendItem => ({
  key,
  label,
  glyph: group(
    'glyph',
    0,
    0,
    ranks.map(
      (rank, at): Mark => ({
        key: `dot-${at}`,
        tag: 'circle',
        attributes: { cx: 9 + (at - (ranks.length - 1) / 2) * 9, cy: 0, r: 4, ...rankColour(rank) },
      }),
    ),
  ),
});

/** What the colours of dots mean, whose columns differ. */
export function valueLegend({ say }: Language, columns: readonly RowColumn[]): LegendItem[] {
  return [
    swatch('least', [0], say('chart.whole.lowValue', { name: null })),
    swatch('most', [1], say('chart.whole.highValue', { name: null })),
    ...missingItem(columns, say),
  ];
}

/** What the colours of dots mean that are coloured by one column: of levels the first and last. */
export function columnLegend(column: RowColumn, subject: Subject): LegendItem[] {
  const { say } = subject.language;
  const name = columnName(column.name, subject);
  const { levels } = column;
  const level = (at: number): string =>
    say('chart.playerValue', { name, cell: subject.words.level(column.name, levels?.[at] ?? '') });
  const [least, most] = levels
    ? [level(0), level(levels.length - 1)]
    : [say('chart.whole.lowValue', { name }), say('chart.whole.highValue', { name })];
  const ends =
    levels?.length === 1 ? [swatch('least', [0.5], least)] : [swatch('least', [0], least), swatch('most', [1], most)];
  return [...ends, ...missingItem([column], say)];
}

const missingItem = (columns: readonly RowColumn[], say: Language['say']): LegendItem[] =>
  columns.some(({ ranks }) => ranks.some(Number.isNaN))
    ? [swatch('missing', [Number.NaN], say('chart.whole.missingValue'))]
    : [];

/** A value as it is read. */
export const valueText = (
  value: number | string | null,
  column: string,
  { language, words }: Pick<Subject, 'language' | 'words'>,
): string => (typeof value === 'string' ? words.level(column, value) : cellText(value, language));
