import { decodeSegments } from '../../data/pictures/segment-map.ts';
import type { Explanation } from '../../records/record.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import { colourScale, scaleEnds, scaleTick } from '../scene/colour-scale.ts';
import { captionBlock, titleBlock } from '../scene/frame.ts';
import { overPicture } from '../scene/palette.ts';
import { group, type Mark, path, px, type Scene } from '../scene/scene.ts';
import { traceSegments } from '../segment-outlines.ts';
import type { View } from '../view.ts';
import { caption, title } from '../wording.ts';

/** Colour strength at first: the parts that count most stand out, and what they are can be seen. */
export const defaultStrength = 0.5;

/** Most pixels for a side of the picture. */
const largestSide = 520;

type ImageInput = Extract<Explanation['input'], { kind: 'image' }>;

/**
 * Outlines by segment map: they are the same for every estimate of an explanation, and tracing them
 * is the expensive part of the drawing.
 */
const traced = new Map<string, readonly string[]>();

function outlinesOf(record: Explanation): readonly string[] {
  if (record.input.kind !== 'image') return [];
  const { segments, width, height } = record.input;
  const key = `${width} ${height} ${segments}`;
  let outlines = traced.get(key);
  if (!outlines) {
    outlines = traceSegments(decodeSegments(segments, width, height), width, height, record.players.length);
    if (traced.size >= 4) traced.clear();
    traced.set(key, outlines);
  }
  return outlines;
}

function scene(view: View, canvas: Canvas): Scene {
  const { input } = view.record;
  if (input.kind !== 'image') return { width: canvas.width, height: 0, marks: [] };
  const { strength = defaultStrength } = canvas;
  const scale = Math.min(canvas.width, largestSide, (largestSide * input.width) / input.height) / input.width;
  const [width, height] = [input.width * scale, input.height * scale];
  const head = titleBlock(title(view), view, canvas);
  const stageTop = head.height + 6;
  const stage: Mark = {
    key: 'stage',
    tag: 'g',
    attributes: { transform: `translate(0,${px(stageTop)}) scale(${scale.toFixed(4)})` },
    children: stageMarks(view, canvas, input),
  };
  const legendTop = stageTop + height + 12;
  const foot = captionBlock(caption('image-overlay', view), view, canvas);
  const footTop = legendTop + 52;
  return {
    width: canvas.width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      stage,
      group('legend', 0, legendTop, legendMarks(view, Math.min(width, 320), strength)),
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

/** The picture with its colours, in the picture's own pixels. */
function stageMarks(view: View, canvas: Canvas, input: ImageInput): Mark[] {
  const outlines = outlinesOf(view.record);
  const marks = [
    ...pictureMarks(input, canvas.grey ?? true),
    group('segments', 0, 0, segmentMarks(view, outlines, canvas.strength ?? defaultStrength)),
  ];
  const line = { fill: 'none', 'vector-effect': 'non-scaling-stroke', 'pointer-events': 'none' };
  if (canvas.outlines) {
    const outline = { ...line, stroke: '#ffffff', 'stroke-opacity': 0.55, 'stroke-width': 1 };
    marks.push(path('outlines', outlines.join(''), outline));
  }
  const active = canvas.active ?? null;
  if (active === null || outlines[active] === undefined) return marks;
  const round = { ...line, 'stroke-linejoin': 'round' };
  const casing = path('active-casing', outlines[active], { ...round, stroke: '#000000', 'stroke-width': 4.5 });
  const outline = path('active', outlines[active], { ...round, stroke: '#ffffff', 'stroke-width': 2 });
  return [...marks, { ...casing, screenOnly: true }, { ...outline, screenOnly: true }];
}

function pictureMarks({ picture, width, height }: ImageInput, grey: boolean): Mark[] {
  if (picture === null) return [{ key: 'ground', tag: 'rect', attributes: { width, height, fill: 'wash' } }];
  const filter: Mark = {
    key: 'filter',
    tag: 'filter',
    attributes: { id: 'grey', x: 0, y: 0, width: 1, height: 1 },
    children: [{ key: 'matrix', tag: 'feColorMatrix', attributes: { type: 'saturate', values: 0 } }],
  };
  const attributes = { href: picture, width, height, preserveAspectRatio: 'none' };
  const filtered = grey ? { ...attributes, filter: 'url(#grey)' } : attributes;
  return [filter, { key: 'picture', tag: 'image', attributes: filtered }];
}

/** In the record's order: a new estimate changes colours, never the order of the elements. */
function segmentMarks(view: View, outlines: readonly string[], strength: number): Mark[] {
  return view.players
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, value }) =>
      path(`s${index}`, outlines[index], {
        fill: value >= 0 ? overPicture.toward : overPicture.away,
        'fill-opacity': (strength * (Math.abs(value) / (view.scaleTop || 1))).toFixed(3),
        'shape-rendering': 'crispEdges',
        'data-player': index,
      }),
    );
}

/** The scale of colours, from most against to most for, as strong as on the picture. */
function legendMarks(view: View, width: number, strength: number): Mark[] {
  const ground: Mark = { key: 'ground', tag: 'rect', attributes: { width: px(width), height: 10, fill: '#c4c4c4' } };
  return [
    ground,
    ...colourScale(width, overPicture, strength),
    scaleTick('low', -1, view.format.effect(-view.scaleTop, null), width),
    scaleTick('zero', 0, view.language.number(0), width),
    scaleTick('high', 1, view.format.effect(view.scaleTop, null), width),
    ...scaleEnds(view, width),
  ];
}

export const description: ChartDescription = {
  name: 'image-overlay',
  max: Infinity,
  accepts: (record) => record.input.kind === 'image',
  shown: (view) => view.players,
  scene,
};
