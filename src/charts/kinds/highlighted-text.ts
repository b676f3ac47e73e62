import type { Canvas, ChartDescription } from '../chart.ts';
import { effectOf, isRightToLeft, type Piece, phrasesOf, piecesOf, wordingOf } from '../phrases.ts';
import { type Block, captionBlock, legendBlock, titleBlock } from '../scene/frame.ts';
import { group, type Mark, px, type Scene, text } from '../scene/scene.ts';
import type { View } from '../view.ts';
import { caption, effectWithUnits, readout, tableOf, title } from '../wording.ts';
import { forceBlock } from './force.ts';

/** Size of the text in a file, and from line to line. */
const SIZE = 17;
const LINE = 31;
/** Phrases of more words than this are too long for a word's readout. */
const LONGEST = 6;
/** Opacity of the strongest colour behind a word. */
const strongest = 0.55;

/** On the page the text itself stands below the drawing, as text; in a file it is drawn. */
function scene(view: View, canvas: Canvas): Scene {
  const head = titleBlock(title(view), view, canvas);
  const legend = legendBlock(view, [], canvas);
  const force = forceBlock(view, canvas);
  const body = canvas.textBeside ? { marks: [], height: 0 } : textBlock(view, canvas);
  const foot = canvas.textBeside ? { marks: [], height: 0 } : captionBlock(caption('text', view), view, canvas);
  const marks: Mark[] = [];
  let top = 0;
  for (const [key, block, space] of [
    ['head', head, 4],
    ['legend', legend, 10],
    ['forces', force, 6],
    ['text', body, 8],
    ['caption', foot, 0],
  ] as const) {
    marks.push(group(key, 0, top, block.marks));
    top += block.height + (block.height > 0 ? space : 0);
  }
  return { width: canvas.width, height: top, marks };
}

/** The text in lines, each word on its colour; from right to left if the text runs that way. */
function textBlock(view: View, canvas: Canvas): Block {
  const { input } = view.record;
  const pieces = piecesOf(view.record);
  if (input.kind !== 'text' || input.text === null)
    return captionBlock(view.language.say('chart.textRemoved'), view, canvas);
  const mirrored = isRightToLeft(input.text);
  const marks: Mark[] = [];
  let x = 0;
  let line = 0;
  const put = ({ text: content, player, outside }: Piece, key: string): void => {
    const width = canvas.measure(content, SIZE);
    if (x > 0 && x + width > canvas.width && content.trim() !== '') {
      x = 0;
      line += 1;
    }
    if (x === 0 && content.trim() === '') return;
    const left = mirrored ? canvas.width - x - width : x;
    const found = view.players.find(({ index }) => index === player);
    if (found && view.scaleTop > 0) {
      const attributes = {
        x: px(left - 1),
        y: line * LINE + 2,
        width: px(width + 2),
        height: LINE - 6,
        rx: 3,
        fill: found.value >= 0 ? 'toward' : 'away',
        'fill-opacity': ((strongest * Math.abs(found.value)) / view.scaleTop).toFixed(3),
      };
      marks.push({ key: `${key}-ground`, tag: 'rect', attributes });
    }
    marks.push(
      text(key, [left, line * LINE + 20], content, {
        'font-size': SIZE,
        fill: outside ? 'muted' : 'ink',
        'font-style': found?.faint ? 'italic' : 'normal',
      }),
    );
    x += width;
  };
  for (const [at, piece] of pieces.entries()) {
    for (const [row, part] of piece.text.split('\n').entries()) {
      if (row > 0) {
        x = 0;
        line += 1;
      }
      // The text between words may be long, beyond the part that was read: it breaks at its spaces.
      const bits = piece.player < 0 ? part.split(/(?<=\s)/u) : [part];
      for (const [bit, content] of bits.entries())
        if (content !== '') put({ ...piece, text: content }, `t${at}-${row}-${bit}`);
    }
  }
  return { marks, height: (line + 1) * LINE };
}

/** The phrase around a word or phrase; null where there is none, or it is too long to show. */
export function phraseAround(view: View, node: number): number | null {
  const phrases = phrasesOf(view.record);
  const parent = phrases?.parent[node] ?? -1;
  return phrases && parent >= 0 && phrases.members(parent).length <= LONGEST ? parent : null;
}

/** Describes a word and the phrase around it, or a phrase. */
export function nodeReadout(view: View, node: number): string | null {
  const phrases = phrasesOf(view.record);
  if (!phrases) return null;
  const { language } = view;
  const together = (of: number): string => {
    const members = phrases.members(of);
    const { value, error } = effectOf(view, members);
    const effect = effectWithUnits(view, view.format.effect(value, error));
    return language.say('chart.phrase', { phrase: wordingOf(view.record, members), effect });
  };
  const player = view.players.find(({ index }) => index === node);
  if (!player) return node < phrases.parent.length ? together(node) : null;
  const around = phraseAround(view, node);
  const word = readout(player, view);
  return around === null ? word : language.say('chart.wordAndPhrase', { word, phrase: together(around) });
}

/** Left and right go through the words, up goes to the phrase around, and down into a phrase. */
function step(view: View, active: number | null, key: string): number | null {
  const phrases = phrasesOf(view.record);
  const { input } = view.record;
  if (!phrases || phrases.order.length === 0) return null;
  const { order, members, parent, children } = phrases;
  const mirrored = input.kind === 'text' && isRightToLeft(input.text ?? '');
  const last = order.length - 1;
  const own = active === null ? [] : members(active);
  switch (mirrored ? (mirroredKeys[key] ?? key) : key) {
    case 'ArrowRight':
      return order[active === null ? 0 : Math.min(last, order.indexOf(own[own.length - 1]) + 1)];
    case 'ArrowLeft':
      return order[active === null ? last : Math.max(0, order.indexOf(own[0]) - 1)];
    case 'ArrowUp':
      return active === null ? order[0] : parent[active] >= 0 ? parent[active] : active;
    case 'ArrowDown':
      return active === null ? order[0] : (children(active)?.[0] ?? active);
    case 'Home':
      return order[0];
    case 'End':
      return order[last];
    default:
      return null;
  }
}

const mirroredKeys: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

export const description: ChartDescription = {
  name: 'text',
  max: Infinity,
  accepts: (record) => record.input.kind === 'text',
  shown: (view) => view.players,
  cells: { step, readout: nodeReadout, table: tableOf },
  scene,
};
