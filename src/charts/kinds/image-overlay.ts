import { range } from 'd3-array';
import { decodeSegments } from '../../data/pictures/segment-map.ts';
import type { Explanation } from '../../records/record.ts';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import { captionBlock, sizes, titleBlock } from '../scene/frame.ts';
import { overPicture } from '../scene/palette.ts';
import { group, type Mark, path, px, type Scene, text } from '../scene/scene.ts';
import { traceSegments } from '../segments.ts';
import { caption, title } from '../text.ts';
import type { View } from '../view.ts';

/** Colour strength at first: parts that count most are well coloured and the picture still seen. */
export const defaultStrength = 0.75;

const largestSide = 520;

/**
 * Outlines by segment map: the same for every estimate of an explanation, and the dear part of
 * drawing it.
 */
const traced = new Map<string, readonly string[]>();

export function outlinesOf(record: Explanation): readonly string[] {
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
  const { strength = defaultStrength, grey = true } = canvas;
  const scale = Math.min(canvas.width, largestSide, (largestSide * input.width) / input.height) / input.width;
  const [width, height] = [input.width * scale, input.height * scale];
  const head = titleBlock(title('image-overlay', view), canvas);
  const outlines = outlinesOf(view.record);
  const largest = view.largest || 1;

  const segments = view.players.map((player): Mark => {
    const colour = player.value >= 0 ? overPicture.toward : overPicture.away;
    const opacity = strength * (Math.abs(player.value) / largest);
    return path(`s${player.index}`, outlines[player.index], {
      fill: colour,
      'fill-opacity': opacity.toFixed(3),
      'shape-rendering': 'crispEdges',
      'data-player': player.index,
    });
  });
  // In the record's order: a new estimate changes colours, never the order of the elements.
  segments.sort((a, b) => Number(a.attributes['data-player']) - Number(b.attributes['data-player']));

  const marks: Mark[] = [];
  if (input.picture === null) {
    marks.push({ key: 'ground', tag: 'rect', attributes: { width: input.width, height: input.height, fill: 'wash' } });
  } else {
    const filter: Mark = {
      key: 'filter',
      tag: 'filter',
      attributes: { id: 'grey', x: 0, y: 0, width: 1, height: 1 },
      children: [{ key: 'matrix', tag: 'feColorMatrix', attributes: { type: 'saturate', values: 0 } }],
    };
    const attributes = { href: input.picture, width: input.width, height: input.height, preserveAspectRatio: 'none' };
    marks.push(filter, {
      key: 'picture',
      tag: 'image',
      attributes: grey ? { ...attributes, filter: 'url(#grey)' } : attributes,
    });
  }
  marks.push(group('segments', 0, 0, segments));
  if (canvas.outlines) {
    marks.push(
      path('outlines', outlines.join(''), {
        fill: 'none',
        stroke: '#ffffff',
        'stroke-opacity': 0.55,
        'stroke-width': 1,
        'vector-effect': 'non-scaling-stroke',
        'pointer-events': 'none',
      }),
    );
  }
  const active = canvas.active ?? null;
  if (active !== null && outlines[active] !== undefined) {
    const line = {
      fill: 'none',
      'vector-effect': 'non-scaling-stroke',
      'pointer-events': 'none',
      'stroke-linejoin': 'round',
    };
    marks.push({
      ...path('active-casing', outlines[active], { ...line, stroke: '#000000', 'stroke-width': 4.5 }),
      screenOnly: true,
    });
    marks.push({
      ...path('active', outlines[active], { ...line, stroke: '#ffffff', 'stroke-width': 2 }),
      screenOnly: true,
    });
  }
  const picture: Mark = {
    key: 'stage',
    tag: 'g',
    attributes: { transform: `translate(0,${px(head.height + 6)}) scale(${scale.toFixed(4)})` },
    children: marks,
  };
  const legend = legendMarks(view, Math.min(width, 320), strength);
  const legendTop = head.height + 6 + height + 12;
  const foot = captionBlock(
    [input.picture === null ? words.pictureRemoved : '', caption('image-overlay', view)].join(' ').trim(),
    canvas,
  );
  const footTop = legendTop + 52;
  return {
    width: canvas.width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      picture,
      group('legend', 0, legendTop, legend),
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

/** The scale of colours, from most against to most for, as strong as on the picture. */
function legendMarks(view: View, width: number, strength: number): Mark[] {
  const steps = 20;
  const swatches = range(-steps, steps).map((step): Mark => {
    const share = (step < 0 ? -step : step + 1) / steps;
    const attributes = {
      x: px(((step + steps) * width) / (2 * steps)),
      width: px(width / (2 * steps)),
      height: 10,
      fill: step < 0 ? overPicture.away : overPicture.toward,
      'fill-opacity': (strength * share).toFixed(3),
      'shape-rendering': 'crispEdges',
    };
    return { key: `swatch${step}`, tag: 'rect', attributes };
  });
  const ground: Mark = { key: 'ground', tag: 'rect', attributes: { width: px(width), height: 10, fill: '#c4c4c4' } };
  const label = { fill: 'muted', 'font-size': sizes.small };
  const regression = view.unit === 'value';
  return [
    ground,
    ...swatches,
    text('low', 0, 25, view.format.effect(-view.largest, null), { ...label, 'text-anchor': 'start' }),
    text('zero', width / 2, 25, '0', { ...label, 'text-anchor': 'middle' }),
    text('high', width, 25, view.format.effect(view.largest, null), { ...label, 'text-anchor': 'end' }),
    text('away', 0, 41, words.awayShort(regression), { ...label, 'text-anchor': 'start' }),
    text('toward', width, 41, words.towardShort(regression), { ...label, 'text-anchor': 'end' }),
  ];
}

export const description: ChartDescription = {
  name: 'image-overlay',
  ...words.kinds['image-overlay'],
  max: Infinity,
  accepts: (record) => record.input.kind === 'image',
  shown: (view) => view.players,
  scene,
};
