import type { Language } from '../../catalogue/language.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Canvas } from '../chart.ts';
import { type Block, lineMark, narrowBelow, sizes } from '../scene/frame.ts';
import { fitLabels, labelMark, labelRoomOf } from '../scene/labels.ts';
import { ellipsis } from '../scene/measure.ts';
import { group, type Mark, px, text } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { measureText, shares, thresholdText } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';

interface Counts {
  readonly names: readonly string[];
  /** By known class, then by answered one. */
  readonly counts: readonly (readonly number[])[];
}

/** Of two classes the record's is the second of the table, whatever its place in the model. */
function countsOf({ inspection, words }: Subject): Counts | null {
  const { performance, classes, output } = inspection;
  if (performance?.kind === 'multiclass')
    return {
      names: performance.confusion.map((_, at) => words.class(classes?.[at] ?? String(at))),
      counts: performance.confusion,
    };
  if (performance?.kind !== 'binary') return null;
  const { trueNegative, falsePositive, falseNegative, truePositive } = performance.decisions.confusion;
  const positive = positiveOf(inspection);
  const own = [trueNegative, falsePositive, falseNegative, truePositive];
  const [a, b, c, d] = positive === 1 ? own : own.toReversed();
  const names = [0, 1].map((at) => words.class(classes?.[at] ?? (at === positive ? output : String(at))));
  return {
    names,
    counts: [
      [a, b],
      [c, d],
    ],
  };
}

/** Which of two classes is the one whose share is the score. */
const positiveOf = ({ classes, output }: Inspection): number => (classes?.indexOf(output) === 0 ? 0 : 1);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function matrixBlock({ names, counts }: Counts, language: Language, canvas: Canvas): Block {
  const { width, measure } = canvas;
  const count = names.length;
  const few = count <= 6;
  const font = { measure, size: sizes.small };
  const muted = { fill: 'muted', 'font-size': sizes.small } as const;
  const number = (at: number): string => language.number(at + 1);
  const numberRoom = few ? 0 : measure(number(count - 1), sizes.small) + 8;
  const longest = Math.max(...names.map((name) => measure(name, sizes.label))) + 4;
  const room = labelRoomOf(longest, width < narrowBelow ? 0.3 : 0.36, canvas);
  const left = numberRoom + room + 10;
  const cell = Math.min(few ? 120 : 44, (width - left - 2) / count);
  const height = few ? Math.max(34, Math.min(64, cell)) : Math.min(34, Math.max(12, cell));
  const labels = fitLabels(
    new Map(names.map((name, at) => [at, { name, cell: null, full: name }])),
    room,
    canvas,
    language,
  );
  const share = shares(language);
  // Among many classes even the largest shares are small.
  const strongest = few ? 1 : Math.max(...counts.map((row) => Math.max(...row) / Math.max(1, sum(row)))) || 1;
  const top = 42;
  const written = (text: string): boolean =>
    measure(text, sizes.small) <= cell - (few ? 4 : 2) && height >= (few ? 14 : 12);

  const cellMark = (truth: number, answer: number): Mark => {
    const rows = counts[truth][answer];
    const all = sum(counts[truth]);
    const of = all > 0 ? rows / all : 0;
    const shown = language.number(rows);
    const rect: Mark = {
      key: 'cell',
      tag: 'rect',
      attributes: {
        width: px(Math.max(cell - 1, 0.5)),
        height: px(Math.max(height - 1, 0.5)),
        fill: truth === answer ? 'away' : 'toward',
        'fill-opacity': ((few ? 0.6 : 0.9) * (of / strongest)).toFixed(3),
        stroke: 'line',
        'stroke-width': few ? 1 : 0.5,
        class: 'mark',
        'data-key': writeKey({ kind: 'confusion', truth, answer }),
      },
    };
    const middle = { 'text-anchor': 'middle', 'pointer-events': 'none' } as const;
    const second = few && height >= 40 && all > 0 ? share(of) : null;
    return group(`c${answer}`, left + answer * cell, 0, [
      rect,
      ...(written(shown) && (few || rows > 0)
        ? [
            text('count', [cell / 2, height / 2 + (second === null ? 4 : -2)], shown, {
              ...middle,
              'font-size': few ? sizes.label : sizes.small,
              'font-weight': few ? 600 : 400,
            }),
          ]
        : []),
      ...(second !== null && written(second)
        ? [text('share', [cell / 2, height / 2 + 15], second, { ...middle, 'font-size': sizes.small })]
        : []),
    ]);
  };
  const every = few ? 1 : Math.max(1, Math.ceil((measure(number(count - 1), sizes.small) + 6) / cell));
  const line = (key: string, content: string, from: number, [room, y]: readonly [number, number]): Mark => {
    const strip = { left: from, width: room, y, direction: language.direction };
    return lineMark(key, strip, ellipsis(content, room, font), muted);
  };
  return {
    marks: [
      line('answered', language.say('chart.whole.confusion.answered'), left, [Math.max(60, count * cell), 13]),
      line('known', language.say('chart.whole.confusion.known'), 0, [left - 10, 33]),
      ...names.flatMap((name, at) =>
        at % every > 0
          ? []
          : [
              {
                ...text(
                  `head-${at}`,
                  [left + (at + 0.5) * cell, 33],
                  few ? ellipsis(name, cell - 8, font) : number(at),
                  {
                    ...muted,
                    'text-anchor': 'middle',
                  },
                ),
                title: name,
              },
            ],
      ),
      ...counts.map((row, truth) => {
        const strip = { left: numberRoom, width: room, y: height / 2 + 4, direction: language.direction };
        const label = labels.get(truth);
        return group(`r${truth}`, 0, top + truth * height, [
          ...(few
            ? []
            : [text('number', [numberRoom - 6, height / 2 + 4], number(truth), { ...muted, 'text-anchor': 'end' })]),
          ...(label ? [labelMark(label, strip)] : []),
          ...row.map((_, answer) => cellMark(truth, answer)),
        ]);
      }),
    ],
    height: top + count * height,
  };
}

/** The mistake that is made most often; null where there is none. */
function commonest({
  names,
  counts,
}: Counts): { readonly truth: string; readonly answer: string; readonly rows: number } | null {
  const all = counts.flatMap((row, truth) => row.map((rows, answer) => ({ truth, answer, rows })));
  const wrong = all.filter(({ truth, answer, rows }) => truth !== answer && rows > 0);
  const most = wrong.reduce(
    (best: (typeof wrong)[number] | null, one) => (best && best.rows >= one.rows ? best : one),
    null,
  );
  return most && { truth: names[most.truth], answer: names[most.answer], rows: most.rows };
}

export const confusion: ModelChart = {
  name: 'confusion',
  accepts: (subject) => (countsOf(subject)?.counts.length ?? 0) > 0,
  picture(subject) {
    const { language, inspection } = subject;
    const { say } = language;
    const found = countsOf(subject) as Counts;
    const { names, counts } = found;
    const rows = sum(counts.flat());
    const mistakes = rows - sum(counts.map((row, at) => row[at]));
    const most = commonest(found);
    const { performance } = inspection;
    const threshold = performance?.kind === 'binary' ? performance.decisions.threshold : null;
    const accuracy =
      performance?.kind === 'binary'
        ? performance.decisions.accuracy
        : performance?.kind === 'multiclass'
          ? performance.accuracy
          : { value: null, low: null, high: null };
    const cells = counts.flatMap((row, truth) => row.map((count, answer) => ({ truth, answer, count, of: sum(row) })));
    const share = shares(language);
    return {
      title: say('chart.whole.confusion.title', { right: measureText(accuracy, share, language) }),
      sentence: say('chart.whole.confusion.says', {
        mistakes,
        rows,
        truth: most?.truth ?? null,
        answer: most?.answer ?? '',
        count: most?.rows ?? 0,
      }),
      notes: [
        ...(threshold === null
          ? []
          : [
              say('chart.whole.confusion.decided', {
                class: subject.words.class(inspection.output),
                threshold: thresholdText(threshold, language),
              }),
            ]),
        say('chart.whole.confusion.note'),
      ],
      legend: [],
      names,
      marks: cells.map(({ truth, answer, count, of }) => ({
        key: writeKey({ kind: 'confusion', truth, answer }),
        says: say('chart.whole.confusion.cell', {
          truth: names[truth],
          answer: names[answer],
          count,
          of,
          right: truth === answer,
        }),
      })),
      table: {
        columns: [
          { id: 'known', name: say('chart.whole.column.known') },
          { id: 'answered', name: say('chart.whole.column.answered') },
          { id: 'rows', name: say('chart.whole.column.rows'), write: (value) => language.number(value) },
        ],
        rows: cells.map(({ truth, answer, count }) => [names[truth], names[answer], count]),
      },
      body: (canvas) => [matrixBlock(found, language, canvas)],
    };
  },
};
