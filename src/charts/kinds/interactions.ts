import { max } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import type { Canvas, ChartDescription } from '../chart.ts';
import type { Formatter } from '../format.ts';
import { hasInteractions, type InteractionsView, interactionsOf, type PairView } from '../interactions-view.ts';
import { colourScale, scaleEnds, scaleTick } from '../scene/colour-scale.ts';
import { captionBlock, narrowBelow, sizes, titleBlock } from '../scene/frame.ts';
import { type FittedLabel, fitLabels, labelMark, labelRoomOf, labelWidth, playerLabel } from '../scene/labels.ts';
import { group, halo, type Mark, px, type Scene, text } from '../scene/scene.ts';
import type { PlayerView, View } from '../view.ts';
import { caption, cellReadout, cellTable, title } from '../wording.ts';

/** Room for a row's number. */
const numberWidth = 22;

const muted = { fill: 'muted', 'font-size': sizes.small } as const;

/** A cell's identity for the pointer and the keys. */
const idOf = (view: View, row: PlayerView, column: PlayerView): number =>
  row.index * view.players.length + column.index;

const shownOf = (view: View, found: InteractionsView): readonly PlayerView[] => found.players.slice(0, view.max);

/** Place of a cell: row and column, counted from 0; null where it is not on the map. */
function placeOf(view: View, shown: readonly PlayerView[], active: number | null): readonly [number, number] | null {
  if (active === null) return null;
  const row = shown.findIndex((player) => player.index === Math.floor(active / view.players.length));
  const column = shown.findIndex((player) => player.index === active % view.players.length);
  return row < 0 || column < 0 ? null : [row, column];
}

/** Where everything goes, in pixels. */
interface MapLayout {
  readonly shown: readonly PlayerView[];
  /** By place in the record. */
  readonly labels: ReadonlyMap<number, FittedLabel>;
  readonly labelRoom: number;
  /** Where the cells begin. */
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly cells: readonly (readonly PairView[])[];
  readonly largest: number;
  /** Whether cells show their numbers: only if all of them fit. */
  readonly written: boolean;
  readonly write: (cell: PairView) => string;
}

function mapLayout(view: View, found: InteractionsView, top: number, canvas: Canvas): MapLayout {
  const { width, measure } = canvas;
  const shown = shownOf(view, found);
  const narrow = width < narrowBelow;
  // Where room is short, the readout and the table have the values.
  const labels = new Map(
    shown.map((player) => {
      const label = playerLabel(player, view);
      return [player.index, narrow ? { ...label, cell: null } : label];
    }),
  );
  const longest = max(labels.values(), (label) => labelWidth(label, measure)) ?? 0;
  const labelRoom = labelRoomOf(longest + numberWidth, narrow ? 0.34 : 0.42, canvas) - numberWidth;
  const left = numberWidth + labelRoom + 10;
  const cellWidth = Math.min(64, Math.floor((width - left - 2) / shown.length));
  const cells = shown.map((a, row) => shown.slice(0, row + 1).map((b) => found.cell(a, b)));
  const write = ({ value, error }: PairView): string => found.format.effect(value, error);
  return {
    shown,
    labels: fitLabels(labels, labelRoom, canvas, view.language),
    labelRoom,
    left,
    top,
    cellWidth,
    cellHeight: Math.max(26, Math.min(34, cellWidth)),
    cells,
    largest: max([view, ...view.companions], largestOf) ?? 0,
    written: cells.flat().every((cell) => measure(write(cell), sizes.small) <= cellWidth - 6),
    write,
  };
}

/** The largest value on the map of a view. */
function largestOf(view: View): number {
  const found = interactionsOf(view);
  const shown = shownOf(view, found);
  const pairs = shown.flatMap((a, row) => shown.slice(0, row + 1).map((b) => Math.abs(found.cell(a, b).value)));
  return max(pairs) ?? 0;
}

/**
 * Half a matrix: each pair once, main effects on the diagonal, so that all cells of all players sum
 * to prediction − base. A column's number stands on its diagonal cell. Colours grow with the square
 * root, or main effects would leave pairs without any.
 */
function scene(view: View, canvas: Canvas): Scene {
  const { width } = canvas;
  const found = interactionsOf(view);
  const head = titleBlock(title(view), view, canvas);
  const legendTop = head.height + 6;
  const layout = mapLayout(view, found, legendTop + 58 + 18, canvas);
  const { shown, labels, labelRoom, left, top, cellWidth, cellHeight } = layout;
  const strength = scaleSqrt([0, layout.largest || 1], [0, 1]);
  const place = placeOf(view, shown, canvas.active ?? null);

  const cellMark = (cell: PairView, row: number, column: number): Mark => {
    const rect: Mark = {
      key: 'cell',
      tag: 'rect',
      attributes: {
        width: px(cellWidth - 1),
        height: px(cellHeight - 1),
        fill: cell.value >= 0 ? 'toward' : 'away',
        'fill-opacity': strength(Math.abs(cell.value)).toFixed(3),
        stroke: row === column ? 'muted' : 'line',
        'stroke-width': 1,
        'data-player': idOf(view, cell.a, cell.b),
      },
    };
    const value = text('value', [(cellWidth - 1) / 2, cellHeight / 2 + 4], layout.write(cell), {
      ...halo,
      'font-size': sizes.small,
      'text-anchor': 'middle',
    });
    return group(`c${cell.b.index}`, left + column * cellWidth, 0, layout.written ? [rect, value] : [rect]);
  };
  const rowMark = (cells: readonly PairView[], row: number): Mark => {
    const baseline = cellHeight / 2 + 4;
    const number = view.language.number(row + 1);
    const strip = { left: numberWidth, width: labelRoom, y: baseline, direction: view.language.direction };
    return group(`r${shown[row].index}`, 0, top + row * cellHeight, [
      washMark(layout, place?.includes(row) ?? false),
      text('number', [numberWidth - 6, baseline], number, { ...muted, 'text-anchor': 'end' }),
      labelMark(labels.get(shown[row].index) as FittedLabel, strip),
      ...cells.map((cell, column) => cellMark(cell, row, column)),
      text('column', [left + (row + 0.5) * cellWidth, -5], number, { ...muted, 'text-anchor': 'middle' }),
    ]);
  };
  const foot = captionBlock(caption('interactions', view), view, canvas);
  const footTop = top + shown.length * cellHeight + 10;
  return {
    width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, legendTop, legendMarks(view, found.format, layout.largest, canvas)),
      ...layout.cells.map(rowMark),
      ...(place ? [outlineMark(layout, place)] : []),
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

/** A wash behind a row's label while a cell of that player is pointed at. */
const washMark = ({ left, cellHeight }: MapLayout, shown: boolean): Mark => ({
  key: 'strip',
  tag: 'rect',
  attributes: {
    class: 'strip',
    width: px(left - 4),
    height: px(cellHeight - 1),
    rx: 3,
    fill: 'wash',
    'fill-opacity': shown ? 1 : 0,
  },
  screenOnly: true,
});

/** The outline of the cell pointed at. */
const outlineMark = (
  { left, top, cellWidth, cellHeight }: MapLayout,
  [row, column]: readonly [number, number],
): Mark => ({
  key: 'active',
  tag: 'rect',
  attributes: {
    x: px(left + column * cellWidth),
    y: px(top + row * cellHeight),
    width: px(cellWidth - 1),
    height: px(cellHeight - 1),
    fill: 'none',
    stroke: 'ink',
    'stroke-width': 2,
    'pointer-events': 'none',
  },
  screenOnly: true,
});

/** The scale of colours from least to most; half the colour is a quarter of the value. */
function legendMarks(view: View, format: Formatter, largest: number, canvas: Canvas): Mark[] {
  const width = Math.min(canvas.width, 320);
  const marks = [
    ...colourScale(width, { away: 'away', toward: 'toward' }),
    scaleTick('zero', 0, view.language.number(0), width),
    ...scaleEnds(view, width),
  ];
  if (largest === 0) return marks;
  const tick = (share: number): string => format.effect(share * Math.abs(share) * largest, null);
  const ticks = ([-1, -0.5, 0.5, 1] as const).filter(
    (share) => Math.abs(share) === 1 || canvas.measure(tick(-1), sizes.small) < width / 6,
  );
  for (const share of ticks) marks.push(scaleTick(`tick${share}`, share, tick(share), width));
  return marks;
}

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * The cell that a key leads to, within the half matrix. The first is that of the two players with
 * the most interactions.
 */
function step(view: View, active: number | null, key: string): number | null {
  const shown = shownOf(view, interactionsOf(view));
  const last = shown.length - 1;
  const place = placeOf(view, shown, active);
  const id = (row: number, column: number): number => idOf(view, shown[row], shown[column]);
  if (key === 'Home') return id(0, 0);
  if (key === 'End') return id(last, last);
  const move = moves[key];
  if (!move) return null;
  if (!place) return id(Math.min(1, last), 0);
  const [row, column] = [place[0] + move[0], place[1] + move[1]];
  return row > last || column < 0 || column > row ? active : id(row, column);
}

export const description: ChartDescription = {
  name: 'interactions',
  max: 12,
  accepts: hasInteractions,
  shown: (view) => shownOf(view, interactionsOf(view)),
  scene,
  cells: {
    step,
    readout(view, active) {
      const found = interactionsOf(view);
      const place = placeOf(view, found.players, active);
      return place && cellReadout(found.cell(found.players[place[0]], found.players[place[1]]), view, found);
    },
    table: cellTable,
  },
};
