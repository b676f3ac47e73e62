import { max, min } from 'd3-array';
import type { Canvas, ChartDescription } from '../chart.ts';
import { playerRow, type RowsContent, type RowsLayout, rowMarks, rowsLayout, rowsScene } from '../scene/rows.ts';
import { group, type Scene, vertical } from '../scene/scene.ts';
import type { View } from '../view.ts';

/** Where everything goes: bars from 0, the largest first, `view.max` of them. */
export const barsLayout = (view: View, canvas: Canvas): RowsLayout => rowsLayout(contentOf, view, canvas);

function contentOf(view: View): RowsContent {
  // LIME gives no coefficient to what it did not select; the table still has it.
  const selected = view.players.filter(({ value, error }) => view.method !== 'lime' || value !== 0 || (error ?? 0) > 0);
  const rows = (selected.length > 0 ? selected : view.players)
    .slice(0, view.max)
    .map((player) => playerRow(player, 0, view));
  const ends = [0, ...rows.flatMap(({ to, interval }) => [to, ...(interval ?? [])])];
  const [low, high] = [min(ends) as number, max(ends) as number];
  const pad = (high - low) * 0.02;
  return {
    rows,
    domain: [low - (low < 0 ? pad : 0), high + pad],
    shape: { rowHeight: 27, barTop: 4, barHeight: 18 },
    tick: view.format.signedTick,
  };
}

function scene(view: View, canvas: Canvas): Scene {
  const layout = barsLayout(view, canvas);
  const { x, rows, rowHeight } = layout;
  return rowsScene('bars', view, canvas, {
    layout,
    height: rows.length * rowHeight + 4,
    axisName: view.units,
    marks: (top, bottom) => [
      vertical('zero', x(0), [top, bottom], { stroke: 'muted', 'stroke-width': 1 }),
      ...rows.map((row, at) => group(row.key, 0, top + at * rowHeight, rowMarks(row, layout, canvas))),
    ],
  });
}

export const description: ChartDescription = {
  name: 'bars',
  max: 20,
  accepts: (record) => record.input.kind !== 'image',
  shown: (view) => view.players.slice(0, view.max),
  scene,
};
