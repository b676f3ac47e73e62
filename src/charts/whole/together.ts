import type { Inspection } from '../../records/inspection.ts';
import { colourScale, scaleTick } from '../scene/colour-scale.ts';
import { type Block, sizes } from '../scene/frame.ts';
import { group, type Mark, path, px, text } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { columnName, plainName } from './names.ts';
import { extentOf, numbersOf, plainNumber, signedNumbersOf } from './numbers.ts';
import type { Field, ModelChart, Subject } from './picture.ts';
import { type Plane, planeBlock } from './plane.ts';

type Together = NonNullable<Inspection['together']>;

/** Of the strongest colour, on which numbers must be read. */
const STRENGTH = 0.7;

/** Where two edges cross, one of each column. */
interface Crossing {
  readonly at: readonly [number, number];
  readonly values: readonly [number, number];
  readonly effect: number;
  /** Half the width of its 95 % interval; null where it is not known. */
  readonly half: number | null;
}

const crossings = ({ edges, effect, half }: Together): readonly Crossing[] =>
  effect.flatMap((row, i) =>
    row.map((value, j) => ({
      at: [i, j] as const,
      values: [edges[0][i], edges[1][j]] as const,
      effect: value,
      half: half[i][j],
    })),
  );

/** Whether an effect is larger than its error. */
const isSure = ({ effect, half }: Crossing): boolean => half !== null && Math.abs(effect) > half;

/** Whether answers are shares, by what is drawn of single columns. */
const areShares = ({ task, curves }: Inspection): boolean =>
  task !== 'regression' && extentOf((curves ?? []).flatMap(({ mean }) => mean)).every((one) => one >= 0 && one <= 1);

/** The rows that are nearer to a crossing than to any other, and what it stands for. */
function keyOf({ columns, edges }: Together, { at }: Crossing): string {
  const ends = at.map((place, of) => {
    const own = edges[of];
    const middle = (from: number): number => (own[from] + own[from + 1]) / 2;
    return [place === 0 ? own[0] : middle(place - 1), place === own.length - 1 ? own[place] : middle(place)] as const;
  });
  return writeKey({ kind: 'cell', columns, from: [ends[0][0], ends[1][0]], to: [ends[0][1], ends[1][1]] });
}

interface Spec {
  readonly subject: Subject;
  readonly found: Together;
  readonly all: readonly Crossing[];
  readonly top: number;
  readonly signed: (effect: number) => string;
}

function cells({ found, all, top, signed }: Spec, { x, y }: Plane, measure: (text: string) => number): Mark[] {
  const [width, height] = [x(1) - x(0), y(0) - y(1)];
  const [left, right] = [x(-0.5), x(found.edges[0].length - 0.5)];
  const [above, below] = [y(found.edges[1].length - 0.5), y(-0.5)];
  // The lines of the axes stand for places between which there is nothing here.
  const paper = path('paper', `M${px(left)},${px(above)}H${px(right)}V${px(below)}H${px(left)}Z`, { fill: 'paper' });
  const fields = all.map((one) => {
    const [i, j] = one.at;
    const sure = isSure(one);
    const shown = signed(one.effect);
    return group(`c${i}-${j}`, x(i) - width / 2, y(j) - height / 2, [
      {
        key: 'cell',
        tag: 'rect',
        attributes: {
          width: px(width - 1),
          height: px(height - 1),
          fill: one.effect < 0 ? 'away' : 'toward',
          'fill-opacity': sure ? ((STRENGTH * Math.abs(one.effect)) / top).toFixed(3) : 0,
          stroke: 'line',
          'stroke-width': 1,
          class: 'mark',
          'data-key': keyOf(found, one),
        },
      },
      ...(sure && measure(shown) <= width - 4 && height >= 14
        ? [
            text('effect', [width / 2, height / 2 + 4], shown, {
              'text-anchor': 'middle',
              'pointer-events': 'none',
              'font-size': sizes.small,
            }),
          ]
        : []),
    ]);
  });
  return [paper, ...fields];
}

function scaleBlock({ top, signed }: Spec, subject: Subject, width: number): Block {
  const room = Math.min(width, 300);
  return {
    marks: [
      ...colourScale(room, { away: 'away', toward: 'toward' }, STRENGTH),
      scaleTick('least', -1, signed(-top), room),
      scaleTick('zero', 0, subject.language.number(0), room),
      scaleTick('most', 1, signed(top), room),
    ],
    height: 30,
  };
}

/** Second-order accumulated local effects (Apley and Zhu 2020): a field for each two values. */
export const together: ModelChart = {
  name: 'together',
  accepts: ({ inspection }) => inspection.together !== null,
  picture(subject) {
    const { inspection, language } = subject;
    const { say } = language;
    const found = inspection.together as Together;
    const all = crossings(found);
    const points = areShares(inspection);
    const factor = points ? 100 : 1;
    const top = Math.max(...all.map(({ effect }) => Math.abs(effect))) || 1;
    const write = signedNumbersOf(top * factor, language);
    const signed = (effect: number): string => write(effect * factor);
    const [first, second] = found.columns.map((column) => plainName(column, subject));
    const names = found.columns.map((column) => columnName(column, subject));
    const values = ([a, b]: Crossing['values']) => ({
      ...{ first, second },
      ...{ x: plainNumber(a, language), y: plainNumber(b, language) },
    });
    const most = all
      .filter(isSure)
      .reduce(
        (best: Crossing | null, one) => (best && Math.abs(best.effect) >= Math.abs(one.effect) ? best : one),
        null,
      );
    const spec = { subject, found, all, top, signed };
    const axis = (of: 0 | 1) => ({
      domain: [-0.5, found.edges[of].length - 0.5] as const,
      name: names[of],
      names: found.edges[of].map((edge) => plainNumber(edge, language)),
      numbers: true,
      tick: String,
    });
    return {
      title: say('chart.whole.together.title', { first, second }),
      sentence: most
        ? say('chart.whole.together.says', { ...values(most.values), effect: signed(most.effect), points })
        : say('chart.whole.together.nothing', { first, second }),
      notes: [
        say('chart.whole.together.note', { points, rows: found.rows.flat().reduce((sum, rows) => sum + rows, 0) }),
      ],
      legend: [
        {
          key: 'unsure',
          label: say('chart.whole.together.unsure'),
          glyph: path('glyph', 'M0,-5H18V5H0Z', { fill: 'paper', stroke: 'line', 'stroke-width': 1 }),
        },
      ],
      marks: all.map((one) => ({
        key: keyOf(found, one),
        says: say('chart.whole.together.place', {
          ...values(one.values),
          effect: signed(one.effect),
          half: one.half === null ? null : numbersOf(top * factor, language)(one.half * factor),
          sure: isSure(one),
        }),
      })),
      table: {
        columns: [
          ...names.map((name, of) => ({
            id: found.columns[of],
            name,
            write: (value: number) => plainNumber(value, language),
          })),
          { id: 'joint_effect', name: say('chart.whole.column.joint', { points }), write: signed },
        ],
        rows: all.map((one): Field[] => [
          ...one.values,
          {
            value: one.effect,
            low: one.half === null ? null : one.effect - one.half,
            high: one.half === null ? null : one.effect + one.half,
          },
        ]),
      },
      body: (canvas) => [
        scaleBlock(spec, subject, canvas.width),
        planeBlock(
          {
            x: axis(0),
            y: axis(1),
            height: 'square',
            draw: (plane) => cells(spec, plane, (shown) => canvas.measure(shown, sizes.small)),
          },
          language,
          canvas,
        ),
      ],
    };
  },
};
