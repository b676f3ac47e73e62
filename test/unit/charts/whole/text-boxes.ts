// Where the texts of a scene stand, by the widths that it was laid out with.

import { sizes } from '../../../../src/charts/scene/frame.ts';
import type { Measure } from '../../../../src/charts/scene/measure.ts';
import type { Mark, Scene } from '../../../../src/charts/scene/scene.ts';

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes of what is written, about as high as small letters with what they have above and below. */
export function textBoxes(
  marks: readonly Mark[],
  measure: Measure,
  origin: readonly [number, number] = [0, 0],
): TextBox[] {
  return marks.flatMap((mark) => {
    const moved = /^translate\(([-\d.]+),([-\d.]+)\)$/.exec(String(mark.attributes.transform ?? ''));
    const at = moved ? ([origin[0] + Number(moved[1]), origin[1] + Number(moved[2])] as const) : origin;
    return mark.tag === 'text' ? boxOf(mark, measure, at) : textBoxes(mark.children ?? [], measure, at);
  });
}

function boxOf(
  { attributes, text = '', children = [] }: Mark,
  measure: Measure,
  [x, y]: readonly [number, number],
): TextBox[] {
  const written = text + children.map((child) => child.text ?? '').join('');
  if (written.trim() === '') return [];
  const size = Number(attributes['font-size'] ?? sizes.small);
  const width = measure(written, size, Number(attributes['font-weight'] ?? 400));
  const anchor = attributes['text-anchor'] ?? 'start';
  const endsThere = (anchor === 'end') !== (attributes.direction === 'rtl');
  const from = x + Number(attributes.x);
  const left = anchor === 'middle' ? from - width / 2 : endsThere ? from - width : from;
  const base = y + Number(attributes.y);
  return [{ text: written, left, right: left + width, top: base - 0.72 * size, bottom: base + 0.2 * size }];
}

/** Texts that are cut off at an edge, and pairs that lie over each other. */
export function misplaced({ marks, width, height }: Scene, measure: Measure): string[] {
  const boxes = textBoxes(marks, measure);
  const cut = boxes
    .filter(({ left, right, top, bottom }) => left < -1 || right > width + 1 || top < -1 || bottom > height + 1)
    .map(({ text }) => `cut off: ${text}`);
  const over = boxes.flatMap((a, at) =>
    boxes
      .slice(at + 1)
      .filter((b) => shared(a, b, 'left', 'right') > 1 && shared(a, b, 'top', 'bottom') > 2)
      .map((b) => `${a.text} / ${b.text}`),
  );
  return [...cut, ...over];
}

const shared = (a: TextBox, b: TextBox, low: 'left' | 'top', high: 'right' | 'bottom'): number =>
  Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
