import { chartFor } from '../charts/index.ts';
import { legendOf } from '../charts/scene/frame.ts';
import { playerLabel, wholeCanvas } from '../charts/scene/labels.ts';
import { estimateWidth, type Measure } from '../charts/scene/measure.ts';
import { group, path, type Scene } from '../charts/scene/scene.ts';
import { svgText } from '../charts/scene/svg.ts';
import { pictureSvg } from '../charts/whole/file.ts';
import { modelChart } from '../charts/whole/index.ts';
import type { Choice, ModelChartName } from '../charts/whole/picture.ts';
import { lineThrough, planeBlock } from '../charts/whole/plane.ts';
import { legendLine } from '../charts/whole/signs.ts';
import { tableTexts } from '../charts/whole/tables.ts';
import { summary } from '../charts/wording.ts';
import type { Inspection } from '../records/inspection.ts';
import { classText } from '../wording/class-words.ts';
import { html, Markup, name } from './markup.ts';
import { table } from './pieces.ts';
import { isSilent, type Subject } from './subject.ts';

/** Pixels of a picture: what a sheet of paper takes. */
const WIDTH = 640;
/** Bars that are drawn; the auditor's table has all. */
const BARS = 12;
const CURVE_HEIGHT = 170;

/** Whoever reads it may have a wider font than most. */
const widest: Measure = (text, size, weight) => 1.15 * estimateWidth(text, size, weight);
const canvas = { width: WIDTH, measure: widest };
/** Photos and squares: high enough to be seen, and no page by themselves. */
const square = { width: 360, measure: widest };
/** Bars of groups stand beside their names. */
const wide = { width: 700, measure: widest };

/** A picture of what counted; null where nothing was learnt, or its subject was taken out. */
export function explanationFigure(subject: Subject): Markup | null {
  const { shownView: view, record } = subject;
  const { input } = record;
  if (isSilent(subject)) return null;
  if (input.kind === 'image' && input.picture === null) return null;
  if (input.kind === 'text' && input.text === null) return null;
  const chart = chartFor(view.record);
  const drawn = { ...view, max: Math.min(chart.max, BARS) };
  const labels = chart.shown(drawn).map((player) => playerLabel(player, drawn));
  const scene = chart.scene(drawn, wholeCanvas(labels, input.kind === 'image' ? square : canvas));
  return figure(svgText(scene, summary(chart.name, drawn)));
}

const figure = (svg: string): Markup => html`<figure>\n${new Markup(svg)}\n</figure>\n`;

const isCurves = (value: unknown): value is number[][] =>
  Array.isArray(value) && value.every((curve) => Array.isArray(curve));

/** What is left of the answer as its reasons go, and come; null where no curves were made. */
export function curvesFigure({ record, output, view, choice, card, language }: Subject): Markup | null {
  const { deletion, insertion } = record.fidelity;
  if (!isCurves(deletion) || !isCurves(insertion)) return null;
  const shown = [deletion, insertion].map((curves) => curves[output]);
  const all = shown.flat();
  const share = (value: number): string => language.number(value, { style: 'percent', maximumFractionDigits: 0 });
  const domain = [Math.min(...all), Math.max(...all)] as const;
  const pad = (domain[1] - domain[0]) * 0.06 || 0.5;
  const plane = planeBlock(
    {
      x: { domain: [0, 1], name: language.say('report.curves.share'), tick: share },
      y: {
        domain: [domain[0] - pad, domain[1] + pad],
        name: classText(card, choice.output, language),
        tick: (value, step) => view.format.tick(value, step),
      },
      height: CURVE_HEIGHT,
      draw: (field) =>
        shown.map((curve, at) =>
          path(
            `curve-${at}`,
            lineThrough(
              field,
              curve.map((value, step) => [step / (curve.length - 1), value]),
            ),
            { fill: 'none', stroke: at === 0 ? 'away' : 'toward', 'stroke-width': 2 },
          ),
        ),
    },
    language,
    canvas,
  );
  const legend = legendOf(
    [
      legendLine('deletion', language.say('report.curves.removed'), 'away'),
      legendLine('insertion', language.say('report.curves.added'), 'toward'),
    ],
    { language },
    canvas,
  );
  const scene: Scene = {
    width: WIDTH,
    height: legend.height + 8 + plane.height,
    marks: [group('legend', 0, 0, legend.marks), group('plane', 0, legend.height + 8, plane.marks)],
  };
  return figure(svgText(scene, language.say('report.curves.title')));
}

/** A picture of the model as a whole with its numbers; null where there is nothing to draw. */
export function modelFigure(
  chart: ModelChartName,
  inspection: Inspection,
  choice: Choice,
  { language, words }: Pick<Subject, 'language' | 'words'>,
): Markup | null {
  const subject = { inspection, language, words, choice, rows: null };
  const found = modelChart(chart);
  if (!found?.accepts(subject)) return null;
  const picture = found.picture(subject);
  const { columns } = picture.table;
  const texts = tableTexts(picture.table, language);
  // Notes on rows, of which there may be none.
  const shown = columns.flatMap((_, at) => (texts.some((row) => row[at] !== '') ? at : []));
  return html`${figure(pictureSvg(picture, subject, chart === 'calibration' ? square : wide))}${table({
    caption: picture.title,
    header: shown.map((at) => columns[at].name),
    rows: texts.map((row) => shown.map((at) => name(row[at]))),
    isNumber: (at) => columns[shown[at]].write !== undefined,
  })}`;
}
