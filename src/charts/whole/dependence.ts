import { type Mark, path, vertical } from '../scene/scene.ts';
import { explainedNote, hasRows } from './explained-columns.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, plainName } from './names.ts';
import { tickOf } from './numbers.ts';
import type { Field, ModelChart, PictureMark, Subject } from './picture.ts';
import { dot, lineThrough, type Plane, padded, planeBlock } from './plane.ts';
import {
  effectEnds,
  effectsOf,
  endsOf,
  MOST_COMPARED,
  partnerOf,
  type RowColumn,
  rowColumns,
  someRows,
} from './row-columns.ts';
import { dashed } from './signs.ts';
import { unitsOf } from './units.ts';
import { columnLegend, rankColour, valueText } from './value-colours.ts';

const MOST_DOTS = 5000;
/** Columns that are tried as partners. */
const MOST_PARTNERS = 20;

interface Shown {
  readonly column: RowColumn;
  readonly partner: RowColumn | null;
  readonly columns: readonly RowColumn[];
  /** Rows in which the partner was looked for. */
  readonly compared: number;
}

function shownOf(subject: Subject, rows: ExplainedRows): Shown {
  const columns = rowColumns(rows);
  const column = columns.find(({ name }) => name === subject.choice.column) ?? columns[0];
  // The most important ones are tried: a partner that counts for little changes little.
  const some = someRows(rows, MOST_COMPARED);
  const few = rowColumns(some);
  const own = few.find(({ player }) => player === column.player) ?? few[0];
  const partner = partnerOf(some, own, few.slice(0, MOST_PARTNERS));
  return {
    column,
    partner: columns.find(({ player }) => player === partner?.player) ?? null,
    columns,
    compared: some.rows.length,
  };
}

/** Dots of one level stand beside each other, in the order of their rows. */
const beside = (row: number): number => (((row * 0.618034) % 1) - 0.5) * 0.6;

export const dependence: ModelChart = {
  name: 'dependence',
  accepts: hasRows,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const whole = subject.rows as ExplainedRows;
    const rows = someRows(whole, MOST_DOTS);
    const { column, partner, columns, compared } = shownOf(subject, rows);
    const { levels, player } = column;
    const values = rows.values[player];
    const effects = effectsOf(rows, player);
    // Dots are of some rows; what is said, and the axis, are of all.
    const [low, high] = effectEnds(whole, player);
    const ends = [Math.min(0, low), Math.max(0, high)];
    const units = unitsOf(subject, Math.max(-ends[0], ends[1]));
    const places = Array.from(effects.keys());
    const fields = (row: number): Field[] => [
      whole.rows[row],
      whole.values[player][row],
      whole.attributions[row * whole.players.length + player],
      ...(partner ? [whole.values[partner.player][row]] : []),
    ];
    const firstRows = (most: number) =>
      Array.from({ length: Math.min(most, whole.rows.length) }, (_, row) => fields(row));
    const missing = whole.values[player].some((value) => value === null);
    const numbers = whole.values[player].filter((value) => typeof value === 'number');
    const [least, most] = endsOf(numbers);
    const domain = levels
      ? ([-0.5, levels.length - 0.5] as const)
      : numbers.length > 0
        ? padded([least, most], 0.03)
        : ([0, 1] as const);
    // Missing values stand to the left of all others.
    const gap = (domain[1] - domain[0]) * 0.08;
    const reach = missing ? ([domain[0] - 2 * gap, domain[1]] as const) : domain;
    const at = (row: number): number => {
      const value = values[row];
      if (value === null) return reach[0] + gap + beside(row) * gap;
      return levels ? levels.indexOf(String(value)) + beside(row) : Number(value);
    };
    const name = columnName(column.name, subject);
    const other = partner && columnName(partner.name, subject);
    const [plain, plainOther] = [plainName(column.name, subject), partner && plainName(partner.name, subject)];
    const key = (row: number): string => writeKey({ kind: 'row', row: rows.rows[row], column: column.name });
    const draw = (plane: Plane): Mark[] => [
      path(
        'none',
        lineThrough(plane, [
          [reach[0], 0],
          [reach[1], 0],
        ]),
        dashed,
      ),
      ...(missing
        ? [
            vertical('missing', plane.x(reach[0] + 2 * gap), [plane.top, plane.bottom], {
              stroke: 'line',
              'stroke-width': 1,
            }),
          ]
        : []),
      ...places.map((row) =>
        dot(`r${row}`, key(row), [plane.x(at(row)), plane.y(effects[row])], {
          class: 'mark point',
          r: 3.5,
          ...(partner ? rankColour(partner.ranks[row]) : {}),
        }),
      ),
    ];
    return {
      title: say('chart.whole.dependence.title', { column: plain }),
      sentence:
        ends[0] === 0 && ends[1] === 0
          ? say('chart.whole.dependence.none', { column: plain })
          : say('chart.whole.dependence.says', {
              column: plain,
              low: units.signed(ends[0]),
              high: units.signed(ends[1]),
              units: units.name,
              partner: plainOther,
            }),
      notes: [
        ...explainedNote(subject),
        ...(partner && (compared < whole.rows.length || columns.length > MOST_PARTNERS)
          ? [
              say('chart.whole.dependence.tried', {
                columns: columns.length > MOST_PARTNERS ? language.number(MOST_PARTNERS) : null,
                allColumns: language.number(columns.length),
                rows: compared < whole.rows.length ? language.number(compared) : null,
                all: whole.rows.length,
              }),
            ]
          : []),
        ...(missing ? [say('chart.whole.dependence.missing', { column: plain })] : []),
        ...(places.length < whole.rows.length
          ? [say('chart.whole.someRows', { shown: places.length, all: whole.rows.length })]
          : []),
      ],
      legend: partner ? columnLegend(partner, subject) : [],
      marks: places.map(
        (row): PictureMark => ({
          key: key(row),
          get says() {
            return say('chart.whole.dependence.dot', {
              row: rows.rows[row],
              name: plain,
              value: valueText(values[row], column.name, subject),
              effect: units.signed(effects[row]),
              units: units.name,
              partner: plainOther,
              other: partner ? valueText(rows.values[partner.player][row], partner.name, subject) : '',
            });
          },
        }),
      ),
      table: {
        columns: [
          { id: 'row', name: say('chart.whole.column.row'), write: String },
          {
            id: 'value',
            name,
            ...(levels ? {} : { write: (value: number) => valueText(value, column.name, subject) }),
          },
          { id: 'attribution', name: say('chart.whole.axis.effect', { units: units.name }), write: units.signed },
          ...(partner
            ? [{ id: 'partner', name: other ?? '', write: (value: number) => valueText(value, partner.name, subject) }]
            : []),
        ],
        get rows() {
          return firstRows(whole.rows.length);
        },
        late: { count: whole.rows.length, first: firstRows },
      },
      body: (canvas) => [
        planeBlock(
          {
            x: {
              domain: reach,
              name,
              tick: tickOf(language),
              ...(missing && {
                before: { from: domain[0], at: reach[0] + gap, name: say('chart.whole.missingValue') },
              }),
              ...(levels && { names: levels.map((level) => subject.words.level(column.name, level)) }),
            },
            y: {
              domain: padded([ends[0], ends[1]], 0.05),
              name: say('chart.whole.axis.effect', { units: units.name }),
              tick: units.tick,
            },
            height: Math.min(340, Math.max(220, canvas.width * 0.55)),
            draw,
          },
          language,
          canvas,
        ),
      ],
    };
  },
};
