// Bars with their names: one row a column or a group, one field a number.

import type { scaleLinear } from 'd3-scale';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import {
  axisMarks,
  type Block,
  fitScale,
  type LegendItem,
  lineMark,
  narrowBelow,
  sizes,
  ticksOf,
  whisker,
} from '../scene/frame.ts';
import { fitLabels, type Label, labelMark, labelRoomOf, labelWidth } from '../scene/labels.ts';
import { wrap } from '../scene/measure.ts';
import { group, halo, type Mark, px, type Role, text, vertical } from '../scene/scene.ts';
import { legendInterval } from './signs.ts';

/** A stretch of a bar. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly fill: Role;
  readonly faint?: boolean;
}

export interface BarCell {
  readonly stretches: readonly Stretch[];
  readonly interval: readonly [number, number] | null;
  /** Written beside it. */
  readonly text: string;
}

export interface BarRow {
  /** Its identity in the drawing. */
  readonly id: string;
  /** What it stands for; null where it is nothing that can be chosen. */
  readonly key: string | null;
  readonly name: string;
  /** Written behind the name, muted. */
  readonly note: string | null;
  /** All of it in grey: it says little. */
  readonly muted?: boolean;
  /** How far it is moved in. */
  readonly depth?: number;
  /** By panel; null where there is nothing. */
  readonly cells: readonly (BarCell | null)[];
}

export interface Panel {
  readonly name: string;
  readonly domain: readonly [number, number];
  readonly tick: (value: number, step: number) => string;
  /** A line across all rows. */
  readonly reference?: number | null;
}

/** Rows of bars, and what they are measured by. */
export interface RowsSpec {
  readonly rows: readonly BarRow[];
  readonly panels: readonly Panel[];
  readonly language: Language;
}

const GAP = 26;
const INDENT = 16;
const WIDE = { height: 27, bar: 4, size: 18 } as const;
const NARROW = { height: 45, bar: 20, size: 16 } as const;

/** What intervals are, where there are any. */
export const legendIntervals = (rows: readonly BarRow[], language: Language): readonly LegendItem[] =>
  rows.some(({ cells }) => cells.some((cell) => cell?.interval)) ? [legendInterval(language)] : [];

const labelOf = ({ name, note }: BarRow): Label => ({
  name,
  cell: note,
  full: note === null ? name : `${name} ${note}`,
});

/** A spec and the one that is drawn beside it, where they have the same panels. */
function together(spec: RowsSpec, beside: RowsSpec | null | undefined): Pick<RowsSpec, 'rows' | 'panels'> {
  if (!beside || beside.panels.length !== spec.panels.length) return spec;
  const panels = spec.panels.map((panel, at): Panel => {
    const [own, other] = [panel.domain, beside.panels[at].domain];
    return { ...panel, domain: [Math.min(own[0], other[0]), Math.max(own[1], other[1])] };
  });
  return { rows: [...spec.rows, ...beside.rows], panels };
}

/**
 * Rows of bars, in as many panels beside each other as there are numbers. With those of the
 * picture `beside` it they have one scale.
 */
export function barRows(spec: RowsSpec, canvas: Canvas, beside?: RowsSpec | null): Block {
  const { rows, language } = spec;
  const { rows: all, panels } = together(spec, beside);
  const { width, measure } = canvas;
  const { direction } = language;
  const narrow = width < narrowBelow || (panels.length > 2 && width < 1.4 * narrowBelow);
  const shape = narrow ? NARROW : WIDE;
  const indent = (row: BarRow): number => (row.depth ?? 0) * INDENT;
  const longest = Math.max(0, ...all.map((row) => labelWidth(labelOf(row), measure) + indent(row)));
  const room = narrow ? width : labelRoomOf(longest, panels.length > 1 ? 0.3 : 0.42, canvas);
  const left = narrow ? 12 : room + 14;
  const each = (width - left - GAP * (panels.length - 1)) / panels.length;
  const font = { fill: 'muted', 'font-size': sizes.small } as const;
  const reaches = panels.map((_, at) =>
    all.flatMap(({ cells }) => {
      const cell = cells[at];
      return cell ? [{ value: endOf(cell), room: measure(cell.text, sizes.label, 500) + 9 }] : [];
    }),
  );
  const places = panels.map((panel, at) => {
    const from = left + at * (each + GAP);
    // Bars of one domain are compared with each other: the same length is the same number.
    const alike = reaches.filter((_, other) => String(panels[other].domain) === String(panel.domain));
    return { panel, from, to: from + each, x: fitScale(panel.domain, from, from + each, alike.flat()) };
  });
  const headings = places.map(({ panel }) => wrap(panel.name, each, { measure, size: sizes.small }));
  const head = Math.max(...headings.map(({ length }) => length)) * 16 + 6;
  const bottom = head + rows.length * shape.height + 4;
  const depths = [...new Set(rows.map(indent))];
  const fitted = new Map(
    depths.flatMap((depth) => [
      ...fitLabels(
        new Map(rows.flatMap((row, at) => (indent(row) === depth ? [[at, labelOf(row)] as const] : []))),
        room - depth,
        canvas,
        language,
      ),
    ]),
  );

  const rowMark = (row: BarRow, at: number): Mark => {
    const strip = {
      left: direction === 'rtl' ? 0 : indent(row),
      width: room - indent(row),
      y: narrow ? 14 : shape.bar + shape.size / 2 + 4.5,
      direction,
    };
    const label = labelMark(fitted.get(at) ?? { name: row.name, cell: row.note, title: undefined }, strip);
    return group(row.id, 0, head + at * shape.height, [
      ...(row.key === null ? [] : [stripOf(row.key, width, shape.height)]),
      row.muted ? greyed(label) : label,
      ...places.flatMap(({ x }, panel) => cellMarks(row, panel, x, shape)),
    ]);
  };
  return {
    marks: [
      ...places.flatMap(({ panel, x, from, to }, at) => {
        // Ticks reach less far to the right, so that those of two panels stand apart.
        const [low, high] = [Math.max(0, from - GAP / 2), Math.min(width, to + GAP / 4)];
        const ticks = ticksOf(x, panel.tick, { ...canvas, width: high }).filter((tick) => tick.x >= low);
        const axis = axisMarks(ticks, head, bottom);
        const lines = headings[at].map((line, index) =>
          lineMark(`line-${index}`, { left: from, width: to - from, y: 12 + index * 16, direction }, line, font),
        );
        const { reference = null } = panel;
        return [
          group(`panel-${at}`, 0, 0, [...lines, axis.grid, axis.labels]),
          vertical(`zero-${at}`, x(0), [head, bottom], { stroke: 'muted', 'stroke-width': 1 }),
          ...(reference === null
            ? []
            : [
                vertical(`reference-${at}`, x(reference), [head, bottom], {
                  stroke: 'muted',
                  'stroke-width': 1.5,
                  'stroke-dasharray': '4 3',
                }),
              ]),
        ];
      }),
      ...rows.map(rowMark),
    ],
    height: bottom + 22,
  };
}

const endOf = ({ stretches, interval }: BarCell): number =>
  Math.max(...stretches.flatMap(({ from, to }) => [from, to]), ...(interval ?? []));

function cellMarks(
  row: BarRow,
  panel: number,
  x: ReturnType<typeof scaleLinear<number, number>>,
  shape: typeof WIDE | typeof NARROW,
): Mark[] {
  const cell = row.cells[panel];
  if (!cell) return [];
  const { bar: top, size } = shape;
  const middle = top + size / 2;
  const bars = cell.stretches.map(({ from, to, fill, faint = false }, at): Mark => {
    const [a, b] = [x(Math.min(from, to)), x(Math.max(from, to))];
    return {
      key: `bar-${panel}-${at}`,
      tag: 'rect',
      attributes: {
        x: px(a),
        y: top + 1,
        width: px(Math.max(b - a, 0.5)),
        height: size - 2,
        fill: row.muted ? 'muted' : fill,
        'fill-opacity': row.muted || faint ? 0.3 : 1,
      },
    };
  });
  const ends = cell.interval && ([x(cell.interval[0]), x(cell.interval[1])] as const);
  const value = text(`value-${panel}`, [x(endOf(cell)) + 7, middle + 4.5], cell.text, {
    ...halo,
    'font-size': sizes.label,
    'font-weight': 500,
    ...(row.muted && { fill: 'muted' }),
  });
  if (!ends) return [...bars, value];
  return [
    ...bars,
    whisker(`casing-${panel}`, ends, middle, { stroke: 'paper', 'stroke-width': 3, 'stroke-opacity': 0.75 }),
    whisker(`whisker-${panel}`, ends, middle, { stroke: row.muted ? 'muted' : 'ink', 'stroke-width': 1.25 }),
    value,
  ];
}

const greyed = (label: Mark): Mark => ({
  ...label,
  children: label.children?.map((child) => ({ ...child, attributes: { ...child.attributes, fill: 'muted' } })),
});

/** Takes the pointer over a whole row. */
export const stripOf = (key: string, width: number, height: number): Mark => ({
  key: 'strip',
  tag: 'rect',
  attributes: {
    class: 'strip',
    width: px(width),
    height: px(height),
    rx: 3,
    fill: 'wash',
    'fill-opacity': 0,
    'data-key': key,
  },
  screenOnly: true,
});
