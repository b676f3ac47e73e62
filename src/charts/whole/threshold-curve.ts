// Curves with a point for every threshold from which on rows are taken for a class.

import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../chart.ts';
import { besideMark, sizes } from '../scene/frame.ts';
import { halo, type Mark, path } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { shares, shareTickOf, thresholdText } from './numbers.ts';
import { classesOf, hasBoth, type OneClass, type ShownClass } from './one-class.ts';
import type { Column, ModelChart, ModelChartName, Subject } from './picture.ts';
import { dot, lineThrough, type Plane, planeBlock } from './plane.ts';
import { dashed, evenly, legendLine, thresholdLabel } from './signs.ts';

/** Places of a curve that can be pointed at. */
const PLACES = 25;

/** Two shares, to the right and up. */
export type Place = readonly [x: number, y: number];

export interface ThresholdCurve {
  /** N; null where no row is taken. */
  readonly threshold: readonly (number | null)[];
  /** N: where each of them lies. */
  readonly points: readonly Place[];
}

/** What is said of a class's curve. */
interface Said {
  readonly title: string;
  readonly sentence: string;
  readonly axes: { readonly x: string; readonly y: string };
  /** What follows from the threshold at a place, given in words. */
  readonly place: (at: number, threshold: string) => string;
  /** Columns of shares beside the thresholds, with their N values. */
  readonly rates: readonly (Omit<Column, 'write'> & { readonly values: readonly number[] })[];
}

export interface ThresholdCurveKind {
  readonly name: ModelChartName;
  readonly curveOf: (found: OneClass) => ThresholdCurve;
  /** The line on which a model without any skill lies. */
  readonly chance: (found: OneClass) => readonly Place[];
  /** Whether the field under the curve counts. */
  readonly hasArea: boolean;
  /** Where the threshold that is used lies; null where that is not defined. */
  readonly used: (decisions: OneClass['decisions']) => Place | null;
  /** How far below that place its label stands, in pixels. */
  readonly labelBelow: number;
  readonly said: (shown: ShownClass, language: Language) => Said;
}

/** A class's curve before those of all others, which are paler. */
export const thresholdCurve = (kind: ThresholdCurveKind): ModelChart => ({
  name: kind.name,
  accepts(subject) {
    const [shown] = classesOf(subject);
    return shown !== undefined && hasBoth(shown.found) && kind.curveOf(shown.found).threshold.length > 0;
  },
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const [shown, ...others] = classesOf(subject);
    const { title, sentence, axes, place, rates } = kind.said(shown, language);
    const { threshold } = kind.curveOf(shown.found);
    const write = (from: number): string => thresholdText(from, language);
    const axis = (name: string) => ({ domain: [0, 1] as const, name, tick: shareTickOf(language) });
    return {
      title,
      sentence,
      notes: [],
      legend: [
        legendLine('curve', shown.name, 'toward'),
        ...(others.length > 0 ? [legendLine('others', say('chart.whole.otherClasses'), 'muted')] : []),
        legendLine('chance', say('chart.whole.chance'), 'muted', true),
      ],
      marks: placesOf(kind, shown).map(({ at, from, key }) => ({ key, says: place(at, write(from)) })),
      table: {
        columns: [
          { id: 'threshold', name: say('chart.whole.column.threshold'), write },
          ...rates.map(({ id, name }) => ({ id, name, write: shares(language) })),
        ],
        rows: threshold.map((from, at) => [from, ...rates.map(({ values }) => values[at])]),
      },
      body: (canvas) => [
        planeBlock(
          {
            x: axis(axes.x),
            y: axis(axes.y),
            height: 'square',
            draw: (plane) => drawn({ kind, plane, canvas }, subject),
          },
          language,
          canvas,
        ),
      ],
    };
  },
});

/** Places with a threshold that can be pointed at. */
function placesOf(kind: ThresholdCurveKind, { id, found }: ShownClass) {
  const { threshold } = kind.curveOf(found);
  return evenly(threshold.length, PLACES).flatMap((at) => {
    const from = threshold[at];
    return from === null ? [] : [{ at, from, key: writeKey({ kind: 'threshold', class: id, threshold: from }) }];
  });
}

interface Drawing {
  readonly kind: ThresholdCurveKind;
  readonly plane: Plane;
  readonly canvas: Canvas;
}

function drawn(drawing: Drawing, subject: Subject): Mark[] {
  const { kind, plane } = drawing;
  const [shown, ...others] = classesOf(subject);
  const { points } = kind.curveOf(shown.found);
  return [
    path('chance', lineThrough(plane, kind.chance(shown.found)), dashed),
    ...others.map(({ id, name, found }) => ({
      ...path(`other-${id}`, lineThrough(plane, kind.curveOf(found).points), {
        fill: 'none',
        stroke: 'muted',
        'stroke-width': 1,
        'stroke-opacity': 0.6,
      }),
      title: name,
    })),
    ...(kind.hasArea
      ? [path('area', `${lineThrough(plane, [...points, [1, 0], [0, 0]])}Z`, { fill: 'toward', 'fill-opacity': 0.08 })]
      : []),
    path('curve', lineThrough(plane, points), { fill: 'none', stroke: 'toward', 'stroke-width': 2 }),
    ...placesOf(kind, shown).map(({ at, key }) =>
      dot(`place-${at}`, key, [plane.x(points[at][0]), plane.y(points[at][1])], { r: 3 }),
    ),
    ...usedMarks(drawing, shown.found.decisions, subject.language),
  ];
}

/** The threshold that is used; its label stands where there is room for it, within the field. */
function usedMarks({ kind, plane, canvas }: Drawing, decisions: OneClass['decisions'], language: Language): Mark[] {
  const used = kind.used(decisions);
  if (!used) return [];
  const [x, y] = [plane.x(used[0]), plane.y(used[1])];
  const label = thresholdLabel(decisions.threshold, language);
  const isLeft = x + 11 + canvas.measure(label, sizes.small) > canvas.width;
  const below = Math.max(plane.top + sizes.small, Math.min(plane.bottom - 6, y + kind.labelBelow));
  return [
    dot('threshold', null, [x, y], {
      r: 6,
      fill: 'paper',
      stroke: 'ink',
      'stroke-width': 2,
      'pointer-events': 'none',
    }),
    besideMark('threshold-label', [isLeft ? x - 11 : x + 11, below], label, {
      ...halo,
      'font-size': sizes.small,
      direction: language.direction,
      side: isLeft ? 'left' : 'right',
    }),
  ];
}
