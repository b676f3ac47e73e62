import { max, range } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import type { Formatter } from '../format.ts';
import { hasInteractions, type InteractionsView, interactionsOf, type PairView } from '../interactions-view.ts';
import { captionBlock, labelMark, labelWidth, narrowBelow, playerLabel, sizes, titleBlock } from '../scene/frame.ts';
import type { Measure } from '../scene/measure.ts';
import { group, halo, type Mark, px, type Scene, text } from '../scene/scene.ts';
import { caption, cellReadout, cellTable, title } from '../text.ts';
import type { PlayerView, View } from '../view.ts';

/** Room for a row's number. */
const numberWidth = 22;

/** A cell's identity, as the pointer and the keys know it. */
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

/**
 * Half a matrix: each pair once, main effects on the diagonal, so that all cells of all players sum
 * to prediction − base. A column's number stands on its diagonal cell. Colours grow with the square
 * root, or main effects would leave pairs without any.
 */
function scene(view: View, canvas: Canvas): Scene {
  const { width, measure } = canvas;
  const found = interactionsOf(view);
  const shown = shownOf(view, found);
  // Where room is short, the readout and the table have the values.
  const labels = shown.map((player) =>
    width < narrowBelow ? { ...playerLabel(player), cell: null } : playerLabel(player),
  );
  const most = Math.floor(width * (width < narrowBelow ? 0.34 : 0.42)) - numberWidth;
  const labelRoom = Math.min(Math.ceil(max(labels, (label) => labelWidth(label, measure)) ?? 0), most);
  const left = numberWidth + labelRoom + 10;
  const cellWidth = Math.min(64, Math.floor((width - left - 2) / shown.length));
  const cellHeight = Math.max(26, Math.min(34, cellWidth));
  const write = ({ value, error }: PairView): string => found.format.effect(value, error);
  const cells = shown.map((a, row) => shown.slice(0, row + 1).map((b) => found.cell(a, b)));
  const largest = max(cells.flat(), ({ value }) => Math.abs(value)) ?? 0;
  const strength = scaleSqrt([0, largest || 1], [0, 1]);
  const written = cells.flat().every((cell) => measure(write(cell), sizes.small) <= cellWidth - 6);
  const place = placeOf(view, shown, canvas.active ?? null);

  const head = titleBlock(title('interactions', view), canvas);
  const legendTop = head.height + 6;
  const top = legendTop + 58 + 18;
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
    const value = text('value', (cellWidth - 1) / 2, cellHeight / 2 + 4, write(cell), {
      ...halo,
      'font-size': sizes.small,
      'text-anchor': 'middle',
    });
    return group(`c${cell.b.index}`, left + column * cellWidth, 0, written ? [rect, value] : [rect]);
  };
  const muted = { fill: 'muted', 'font-size': sizes.small } as const;
  const rows = cells.map((line, row): Mark => {
    const strip: Mark = {
      key: 'strip',
      tag: 'rect',
      attributes: {
        width: px(left - 4),
        height: px(cellHeight - 1),
        rx: 3,
        fill: 'wash',
        'fill-opacity': place?.includes(row) ? 1 : 0,
      },
      screenOnly: true,
    };
    const baseline = cellHeight / 2 + 4;
    return group(`r${shown[row].index}`, 0, top + row * cellHeight, [
      strip,
      text('number', numberWidth - 6, baseline, String(row + 1), { ...muted, 'text-anchor': 'end' }),
      labelMark(labels[row], numberWidth, baseline, labelRoom, 'start', measure),
      ...line.map((cell, column) => cellMark(cell, row, column)),
      text('column', left + (row + 0.5) * cellWidth, -5, String(row + 1), { ...muted, 'text-anchor': 'middle' }),
    ]);
  });
  const outline: Mark[] = place
    ? [
        {
          key: 'active',
          tag: 'rect',
          attributes: {
            x: px(left + place[1] * cellWidth),
            y: px(top + place[0] * cellHeight),
            width: px(cellWidth - 1),
            height: px(cellHeight - 1),
            fill: 'none',
            stroke: 'ink',
            'stroke-width': 2,
            'pointer-events': 'none',
          },
          screenOnly: true,
        },
      ]
    : [];
  const foot = captionBlock(caption('interactions', view), canvas);
  const footTop = top + shown.length * cellHeight + 10;
  return {
    width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, legendTop, legendMarks(view, found.format, largest, Math.min(width, 320), measure)),
      ...rows,
      ...outline,
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

/** The scale of colours from least to most; half the colour is a quarter of the value. */
function legendMarks(view: View, format: Formatter, largest: number, width: number, measure: Measure): Mark[] {
  const steps = 20;
  const swatches = range(-steps, steps).map((step): Mark => {
    const share = (step < 0 ? -step : step + 1) / steps;
    const attributes = {
      x: px(((step + steps) * width) / (2 * steps)),
      width: px(width / (2 * steps)),
      height: 10,
      fill: step < 0 ? 'away' : 'toward',
      'fill-opacity': share.toFixed(3),
      'shape-rendering': 'crispEdges',
    };
    return { key: `swatch${step}`, tag: 'rect', attributes };
  });
  const muted = { fill: 'muted', 'font-size': sizes.small } as const;
  const regression = view.unit === 'value';
  const marks = [
    ...swatches,
    text('zero', width / 2, 25, '0', { ...muted, 'text-anchor': 'middle' }),
    text('away', 0, 41, words.awayShort(regression), { ...muted, 'text-anchor': 'start' }),
    text('toward', width, 41, words.towardShort(regression), { ...muted, 'text-anchor': 'end' }),
  ];
  if (largest === 0) return marks;
  const tick = (share: number): string => format.effect(share * Math.abs(share) * largest, null);
  const ticks = ([-1, -0.5, 0.5, 1] as const).filter(
    (share) => Math.abs(share) === 1 || measure(tick(-1), sizes.small) < width / 6,
  );
  for (const share of ticks) {
    const anchor = share === -1 ? 'start' : share === 1 ? 'end' : 'middle';
    marks.push(text(`tick${share}`, ((1 + share) * width) / 2, 25, tick(share), { ...muted, 'text-anchor': anchor }));
  }
  return marks;
}

/**
 * The next cell by an arrow key: within the half matrix. The first is that of the two players with
 * the most interactions.
 */
function step(view: View, active: number | null, key: string): number | null {
  const found = interactionsOf(view);
  const shown = shownOf(view, found);
  const last = shown.length - 1;
  const place = placeOf(view, shown, active);
  const id = (row: number, column: number): number => idOf(view, shown[row], shown[column]);
  if (key === 'Home') return id(0, 0);
  if (key === 'End') return id(last, last);
  const moves: Record<string, readonly [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const move = moves[key];
  if (!move) return null;
  if (!place) return id(Math.min(1, last), 0);
  const [row, column] = [place[0] + move[0], place[1] + move[1]];
  return row > last || column < 0 || column > row ? active : id(row, column);
}

export const description: ChartDescription = {
  name: 'interactions',
  ...words.kinds.interactions,
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
