// What players are called beside their marks, in full or as far as it fits.

import { isolated } from '../../catalogue/isolate.ts';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import type { PlayerView, View } from '../view.ts';
import { lineMark, narrowBelow, type Strip, sizes } from './frame.ts';
import { distinctEllipses, ellipsis, type Font, type Measure } from './measure.ts';
import { halo, type Mark } from './scene.ts';

/** What a player is called beside its bar. */
export interface Label {
  readonly name: string;
  /** Its value in the row, as "= 48", or its number of columns; null without any. */
  readonly cell: string | null;
  /** Name and value as one text. */
  readonly full: string;
}

export function playerLabel({ name, cell, columns }: PlayerView, { language }: View): Label {
  if (columns !== null) {
    const count = language.say('chart.grouped', { count: columns });
    return { name, cell: count, full: language.say('chart.groupValue', { name, cells: cell ?? count }) };
  }
  if (cell === null) return { name, cell, full: name };
  return { name, cell: language.say('chart.cell', { cell }), full: language.say('chart.playerValue', { name, cell }) };
}

/** Width of a label in full. */
export function labelWidth(label: Label, measure: Measure): number {
  return measure(label.name, sizes.label) + (label.cell === null ? 0 : measure(` ${label.cell}`, sizes.label)) + 2;
}

/** Room for labels beside a drawing: what they take, and no more than a share of the width. */
export const labelRoomOf = (longest: number, share: number, { width, whole }: Canvas): number =>
  whole ? Math.ceil(longest) : Math.min(Math.ceil(longest), Math.floor(width * share));

/** Labels longer than this are texts of their own, and are shortened in files as well. */
const longestLabel = 1600;

/** A canvas on which every label stands in full, beside a drawing about as wide as before. */
export function wholeCanvas(labels: readonly Label[], canvas: Canvas): Canvas {
  const longest = Math.max(0, ...labels.map((label) => labelWidth(label, canvas.measure)));
  if (longest > longestLabel) return canvas;
  const width = canvas.width < narrowBelow ? Math.max(canvas.width, longest + 4) : canvas.width;
  const beyond = width < narrowBelow ? 0 : Math.max(0, Math.ceil(longest) - Math.floor(width * 0.3));
  return { ...canvas, width: Math.ceil(width + beyond), whole: true };
}

/** A label as far as it fits. */
export interface FittedLabel extends Pick<Label, 'name' | 'cell'> {
  /** The label in full, where something was left out. */
  readonly title: string | undefined;
}

/**
 * Labels, each shortened as far as needed, by the places of their players; names that come out
 * alike are numbered in that order.
 */
export function fitLabels(
  labels: ReadonlyMap<number, Label>,
  width: number,
  { measure }: Pick<Canvas, 'measure'>,
  language: Language,
): ReadonlyMap<number, FittedLabel> {
  const font = { measure, size: sizes.label };
  const entries = [...labels].sort(([a], [b]) => a - b);
  const cells = entries.map(([, label]) => fittedCell(label, width, font));
  const names = distinctEllipses(
    entries.map(([, { name }], at) => {
      const taken = cells[at] === null ? 0 : measure(` ${cells[at]}`, sizes.label);
      return { text: name, width: width - taken - 2 };
    }),
    (number) => language.say('chart.numbered', { number }),
    font,
  );
  return new Map(
    entries.map(([place, label], at) => {
      const [name, cell] = [names[at], cells[at]];
      return [place, { name, cell, title: name === label.name && cell === label.cell ? undefined : label.full }];
    }),
  );
}

/** A label's value, shortened where it leaves its name too little room. */
function fittedCell(label: Label, width: number, font: Font): string | null {
  const { name, cell } = label;
  const { measure } = font;
  if (cell === null || labelWidth(label, measure) <= width) return cell;
  const least = Math.min(measure(name, sizes.label), width * 0.55);
  if (measure(` ${cell}`, sizes.label) <= width - least - 2) return cell;
  return ellipsis(cell, width - least - measure(' ', sizes.label) - 2, font);
}

/** Name in ink and value muted on one line. */
export function labelMark({ name, cell, title }: FittedLabel, strip: Strip): Mark {
  const own = isolated(name, strip.direction);
  const children: Mark[] = [{ key: 'name', tag: 'tspan', attributes: { fill: 'ink' }, text: own }];
  if (cell !== null) children.push({ key: 'cell', tag: 'tspan', attributes: { fill: 'muted' }, text: `\u00a0${cell}` });
  return {
    ...lineMark('label', strip, '', { ...halo, 'font-size': sizes.label, 'text-anchor': 'start' }),
    text: undefined,
    children,
    title,
  };
}
