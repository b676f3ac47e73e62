import { max } from 'd3-array';
import { placeOf, type Sequence } from '../../data/tables/sequence.ts';
import type { Explanation } from '../../records/record.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import { colourScale, scaleEnds, scaleTick } from '../scene/colour-scale.ts';
import { captionBlock, narrowBelow, sizes, titleBlock } from '../scene/frame.ts';
import { type FittedLabel, fitLabels, labelMark, labelRoomOf } from '../scene/labels.ts';
import { group, type Mark, px, type Scene, text } from '../scene/scene.ts';
import type { PlayerView, View } from '../view.ts';
import { caption, readout, tableOf, title } from '../wording.ts';

/** Height of a feature's row. */
const cellHeight = 26;
/** Room above the cells for the steps' numbers. */
const stepRoom = 18;

const muted = { fill: 'muted', 'font-size': sizes.small } as const;

/** The sequence of a record whose players are its cells; null for any other record. */
function cellsOf({ input, players }: Explanation): Sequence | null {
  if (input.kind !== 'tabular' || input.sequence?.players !== 'cell') return null;
  const { sequence } = input;
  return sequence.steps > 1 && sequence.steps * sequence.features.length === players.length ? sequence : null;
}

/** Players by feature, then by step. */
function gridOf({ record, players }: View): { readonly sequence: Sequence; readonly grid: PlayerView[][] } {
  const sequence = cellsOf(record) as Sequence;
  const grid = sequence.features.map(() => new Array<PlayerView>(sequence.steps));
  for (const player of players) {
    const [step, feature] = placeOf(sequence, player.index) ?? [0, 0];
    grid[feature][step] = player;
  }
  return { sequence, grid };
}

/** Features one below the other, steps from left to right; colours say what each cell adds. */
function scene(view: View, canvas: Canvas): Scene {
  const { width, measure, active = null } = canvas;
  const { sequence, grid } = gridOf(view);
  const head = titleBlock(title(view), view, canvas);
  const legendTop = head.height + 6;
  const top = legendTop + 58 + stepRoom;
  const names = max(sequence.features, (name) => measure(name, sizes.label)) ?? 0;
  const labelRoom = labelRoomOf(names + 4, width < narrowBelow ? 0.3 : 0.4, canvas);
  const labels = fitLabels(
    new Map(sequence.features.map((name, feature) => [feature, { name, cell: null, full: name }])),
    labelRoom,
    canvas,
    view.language,
  );
  const left = labelRoom + 8;
  const cellWidth = Math.min(48, (width - left - 2) / sequence.steps);
  const gap = cellWidth > 6 ? 1 : 0;

  const cellMark = (player: PlayerView, step: number): Mark => ({
    key: `c${step}`,
    tag: 'rect',
    attributes: {
      x: px(left + step * cellWidth),
      width: px(cellWidth - gap),
      height: px(cellHeight - 1),
      fill: player.value >= 0 ? 'toward' : 'away',
      'fill-opacity': (Math.abs(player.value) / (view.scaleTop || 1)).toFixed(3),
      stroke: player.index === active ? 'ink' : 'line',
      'stroke-width': player.index === active ? 2 : gap,
      'data-player': player.index,
    },
  });
  const rowMark = (players: readonly PlayerView[], feature: number): Mark => {
    const strip = { left: 0, width: labelRoom, y: cellHeight / 2 + 4, direction: view.language.direction };
    return group(`f${feature}`, 0, top + feature * cellHeight, [
      labelMark(labels.get(feature) as FittedLabel, strip),
      ...players.map(cellMark),
    ]);
  };
  const foot = captionBlock(caption('sequence-map', view), view, canvas);
  const footTop = top + grid.length * cellHeight + 10;
  return {
    width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, legendTop, legendMarks(view, canvas)),
      group('steps', 0, top - 5, stepMarks(view, sequence, { left, cellWidth, measure })),
      ...grid.map(rowMark),
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

interface StepPlaces {
  readonly left: number;
  readonly cellWidth: number;
  readonly measure: Canvas['measure'];
}

/** Numbers of the steps above their cells, as many as fit. */
function stepMarks({ language }: View, { steps, first }: Sequence, { left, cellWidth, measure }: StepPlaces): Mark[] {
  const widest = measure(language.number(first + steps - 1), sizes.small) + 8;
  const every = Math.max(1, Math.ceil(widest / cellWidth));
  return Array.from({ length: Math.ceil(steps / every) }, (_, at) => {
    const step = at * every;
    const middle = left + (step + 0.5) * cellWidth;
    return text(`s${step}`, [middle, 0], language.number(first + step), { ...muted, 'text-anchor': 'middle' });
  });
}

function legendMarks(view: View, canvas: Canvas): Mark[] {
  const width = Math.min(canvas.width, 320);
  const marks = [
    ...colourScale(width, { away: 'away', toward: 'toward' }),
    scaleTick('zero', 0, view.language.number(0), width),
    ...scaleEnds(view, width),
  ];
  if (view.scaleTop === 0) return marks;
  for (const share of [-1, 1])
    marks.push(scaleTick(`tick${share}`, share, view.format.effect(share * view.scaleTop, null), width));
  return marks;
}

const moves: Readonly<Record<string, readonly [feature: number, step: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell that a key leads to; the first is the one that counts most. */
function step(view: View, active: number | null, key: string): number | null {
  const { sequence, grid } = gridOf(view);
  if (key === 'Home') return grid[0][0].index;
  if (key === 'End') return grid[grid.length - 1][sequence.steps - 1].index;
  const move = moves[key];
  if (!move) return null;
  if (active === null) return view.players[0].index;
  const [at, feature] = placeOf(sequence, active) ?? [0, 0];
  return (grid[feature + move[0]]?.[at + move[1]] ?? { index: active }).index;
}

export const description: ChartDescription = {
  name: 'sequence-map',
  max: Number.POSITIVE_INFINITY,
  accepts: (record) => cellsOf(record) !== null,
  shown: ({ players }) => players,
  scene,
  cells: {
    step,
    readout(view, active) {
      const player = view.players.find(({ index }) => index === active);
      return player ? readout(player, view) : null;
    },
    table: tableOf,
  },
};
