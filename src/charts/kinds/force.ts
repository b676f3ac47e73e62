// The strip of forces: what pushes the answer up comes from the left, what pushes it down from the
// right, and they meet at the answer.

import { max, min, sum } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Canvas } from '../chart.ts';
import { arrow, type Block, lineMark, sizes } from '../scene/frame.ts';
import { ellipsis } from '../scene/measure.ts';
import { group, type Mark, path, px, text, vertical } from '../scene/scene.ts';
import type { PlayerView, View } from '../view.ts';

const TOP = 24;
const HEIGHT = 22;
const TIP = 5;
/** A name shortened to fewer letters says nothing and is left out. */
const FEWEST = 5;
/** Segments shorter than this have no tip. */
const LEAST = 3;

/** The strip with its ends named; nothing where values do not add up to the answer. */
export function forceBlock(view: View, canvas: Canvas): Block {
  if (view.record.additivityResidual === null || view.largest === 0) return { marks: [], height: 0 };
  const up = view.players.filter(({ value }) => value > 0);
  const down = view.players.filter(({ value }) => value < 0);
  const ends = [view, ...view.companions].map(endsOf);
  const domain = [min(ends, ({ from }) => from) ?? 0, max(ends, ({ to }) => to) ?? 0];
  const x = scaleLinear(domain, [TIP, canvas.width - TIP]);
  const answer = x(view.prediction);

  // The largest stand at the answer.
  const segments: Mark[] = [];
  for (const players of [up, down]) {
    let at = view.prediction;
    for (const player of players) {
      const next = at - player.value;
      segments.push(...segment(player, [x(next), x(at)], canvas));
      at = next;
    }
  }

  const base = x(view.base);
  const [baseText, answerText] = [view.language.say('chart.hidden', { answer: view.baseAnswer }), view.answer];
  const [baseWidth, answerWidth] = [
    canvas.measure(baseText, sizes.small),
    canvas.measure(answerText, sizes.label, 600),
  ];
  const clamp = (at: number, width: number) => Math.max(0, Math.min(canvas.width - width, at - width / 2));
  const answerLeft = clamp(answer, answerWidth);
  let baseLeft = clamp(base, baseWidth);
  if (baseLeft < answerLeft + answerWidth + 10 && answerLeft < baseLeft + baseWidth + 10)
    baseLeft = base <= answer ? answerLeft - baseWidth - 12 : answerLeft + answerWidth + 12;
  const fits = baseLeft >= 0 && baseLeft + baseWidth <= canvas.width;
  const marks: Mark[] = [
    ...segments,
    vertical('base', base, [TOP - 5, TOP + HEIGHT + 5], {
      stroke: 'muted',
      'stroke-width': 1.5,
      'stroke-dasharray': '3 2',
    }),
    vertical('answer', answer, [TOP - 5, TOP + HEIGHT + 5], { stroke: 'ink', 'stroke-width': 2.5 }),
    text('answer-text', [answerLeft, 14], answerText, { 'font-size': sizes.label, 'font-weight': 600 }),
  ];
  if (fits) {
    const strip = { left: baseLeft, width: baseWidth, y: 14, direction: view.language.direction };
    marks.push(lineMark('base-text', strip, baseText, { fill: 'muted', 'font-size': sizes.small }));
  }
  return { marks: [group('force', 0, 0, marks)], height: TOP + HEIGHT + 24 };
}

/** Where the strip begins, and where it ends. */
const endsOf = ({ players, prediction }: View) => ({
  from: prediction - sum(players, ({ value }) => Math.max(0, value)),
  to: prediction - sum(players, ({ value }) => Math.min(0, value)),
});

function segment(player: PlayerView, [outer, inner]: readonly [number, number], canvas: Canvas): Mark[] {
  const width = Math.abs(inner - outer);
  const active = canvas.active === player.index;
  const body = path(
    `f${player.index}`,
    width > LEAST ? chevron(outer, inner, player.value > 0 ? TIP : -TIP) : arrow(outer, inner, TOP, HEIGHT),
    {
      fill: player.value > 0 ? 'toward' : 'away',
      'fill-opacity': active ? 1 : 0.82,
      stroke: 'paper',
      'stroke-width': width > LEAST ? 1 : 0,
      'data-player': player.index,
    },
  );
  const name = ellipsis(player.name, width - 8, { measure: canvas.measure, size: sizes.small });
  if (name !== player.name && name.length < FEWEST) return [body];
  const label = text(`n${player.index}`, [(outer + inner) / 2, TOP + HEIGHT + 15], name, {
    fill: active ? 'ink' : 'muted',
    'font-size': sizes.small,
    'text-anchor': 'middle',
  });
  return [body, label];
}

/** A piece of a ribbon that points to the answer: its tip fits the notch of the next piece. */
function chevron(outer: number, inner: number, tip: number): string {
  const [back, front] = [px(outer - tip), px(inner - tip)];
  const [top, middle, bottom] = [TOP, TOP + HEIGHT / 2, TOP + HEIGHT];
  const half = `M${back},${top}L${front},${top}L${px(inner)},${middle}`;
  return `${half}L${front},${bottom}L${back},${bottom}L${px(outer)},${middle}Z`;
}
