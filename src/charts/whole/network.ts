import type { Canvas } from '../chart.ts';
import { type Block, besideMark, sizes } from '../scene/frame.ts';
import { ellipsis } from '../scene/measure.ts';
import { halo, type Mark, path, px } from '../scene/scene.ts';
import { explainedNote } from './explained-columns.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName } from './names.ts';
import type { ModelChart, Subject } from './picture.ts';
import { MOST_COMPARED, type RowColumn, rowColumns, someRows, strengthOf, WINDOW } from './row-columns.ts';
import { legendLine } from './signs.ts';
import { unitsOf } from './units.ts';

const MOST_COLUMNS = 12;
const MOST_PAIRS = 24;

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly strength: number;
}

/** How far the effects of each go with the other, the strongest pair first. */
function pairsOf(rows: ExplainedRows, columns: readonly RowColumn[]): Pair[] {
  return columns
    .flatMap((one, a) =>
      columns
        .slice(0, a)
        .map((other, b) => ({ a: b, b: a, strength: strengthOf(rows, one, other) + strengthOf(rows, other, one) })),
    )
    .filter(({ strength }) => strength > 0)
    .sort((p, q) => q.strength - p.strength);
}

const keyOf = (columns: readonly RowColumn[], { a, b }: Pair): string =>
  writeKey({ kind: 'pair', columns: [columns[a].name, columns[b].name] });

function circleBlock(subject: Subject, columns: readonly RowColumn[], pairs: readonly Pair[], canvas: Canvas): Block {
  const { measure, width } = canvas;
  const room = Math.min(150, width * 0.28);
  const radius = Math.max(50, Math.min(170, width / 2 - room));
  const [cx, cy] = [Math.min(width / 2, radius + room), radius + 34];
  const [largest, strongest] = [columns[0]?.size || 1, pairs[0]?.strength || 1];
  const place = (at: number): readonly [number, number] => {
    const angle = (2 * Math.PI * at) / columns.length - Math.PI / 2;
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  };
  const pairMark = (pair: Pair): Mark => {
    const [[x0, y0], [x1, y1]] = [place(pair.a), place(pair.b)];
    const bend = (at: number, middle: number): number => at + (middle - at) * 0.35;
    const d = `M${px(x0)},${px(y0)}Q${px(bend((x0 + x1) / 2, cx))},${px(bend((y0 + y1) / 2, cy))} ${px(x1)},${px(y1)}`;
    const share = pair.strength / strongest;
    return path(`p${pair.a}-${pair.b}`, d, {
      class: 'mark line',
      fill: 'none',
      stroke: 'away',
      'stroke-width': px(1 + 7 * share),
      'stroke-opacity': (0.2 + 0.6 * share).toFixed(2),
      'stroke-linecap': 'round',
      'data-key': keyOf(columns, pair),
    });
  };
  const nodeMarks = (column: RowColumn, at: number): Mark[] => {
    const [x, y] = place(at);
    const size = 4 + 10 * Math.sqrt(column.size / largest);
    const right = x >= cx - 1;
    const upright = Math.abs(x - cx) < 1;
    const name = columnName(column.name, subject);
    const free = upright ? width * 0.5 : right ? width - x - size - 6 : x - size - 6;
    const shown = ellipsis(name, Math.max(20, free), { measure, size: sizes.small });
    const at2 = upright
      ? ([x, y < cy ? y - size - 6 : y + size + 14] as const)
      : ([x + (right ? 1 : -1) * (size + 5), y + 4] as const);
    return [
      {
        key: `n${at}`,
        tag: 'circle',
        attributes: {
          class: 'mark',
          cx: px(x),
          cy: px(y),
          r: px(size),
          fill: 'toward',
          stroke: 'paper',
          'stroke-width': 1.5,
          'data-key': writeKey({ kind: 'column', column: column.name }),
        },
      },
      {
        ...besideMark(`t${at}`, at2, shown, {
          ...halo,
          'font-size': sizes.small,
          direction: subject.language.direction,
          side: upright ? 'around' : right ? 'right' : 'left',
        }),
        title: shown === name ? undefined : name,
      },
    ];
  };
  return {
    // The strongest lies above the others.
    marks: [...pairs.toReversed().map(pairMark), ...columns.flatMap(nodeMarks)],
    height: cy + radius + 34,
  };
}

export const network: ModelChart = {
  name: 'network',
  accepts: ({ rows }) => rows !== null && rows.rows.length >= WINDOW && rows.players.length > 1,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const rows = subject.rows as ExplainedRows;
    const all = rowColumns(rows);
    const columns = all.slice(0, MOST_COLUMNS);
    const some = someRows(rows, MOST_COMPARED);
    const own = rowColumns(some);
    const found = pairsOf(
      some,
      columns.flatMap(({ player }) => own.find((one) => one.player === player) ?? []),
    );
    const pairs = found.slice(0, MOST_PAIRS);
    const units = unitsOf(subject, Math.max(columns[0].size, pairs[0]?.strength ?? 0));
    const name = (at: number): string => columnName(columns[at].name, subject);
    return {
      title: say('chart.whole.network.title'),
      sentence:
        pairs.length === 0
          ? say('chart.whole.network.nothing')
          : say('chart.whole.network.says', {
              first: name(pairs[0].a),
              second: name(pairs[0].b),
              strength: units.size(pairs[0].strength),
              units: units.name,
            }),
      notes: [
        say('chart.whole.network.note'),
        ...explainedNote(subject),
        ...(some.rows.length < rows.rows.length
          ? [say('chart.whole.someRows', { shown: some.rows.length, all: rows.rows.length })]
          : []),
        ...(pairs.length < found.length
          ? [say('chart.whole.network.shown', { shown: pairs.length, all: found.length })]
          : []),
        ...(columns.length < all.length
          ? [say('chart.whole.firstColumns', { shown: columns.length, all: all.length })]
          : []),
      ],
      legend: [legendLine('pair', say('chart.whole.network.pair'), 'away')],
      marks: [
        ...pairs.map((pair) => ({
          key: keyOf(columns, pair),
          says: say('chart.whole.network.together', {
            first: name(pair.a),
            second: name(pair.b),
            strength: units.size(pair.strength),
            units: units.name,
          }),
        })),
        ...columns.map((column, at) => ({
          key: writeKey({ kind: 'column', column: column.name }),
          says: say('chart.whole.beeswarm.column', {
            name: name(at),
            size: units.size(column.size),
            units: units.name,
          }),
        })),
      ],
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'with', name: say('chart.whole.column.with') },
          { id: 'strength', name: say('chart.whole.network.pair'), write: units.size },
        ],
        rows: found.map((pair) => [name(pair.a), name(pair.b), pair.strength]),
      },
      body: (canvas) => [circleBlock(subject, columns, pairs, canvas)],
    };
  },
};
