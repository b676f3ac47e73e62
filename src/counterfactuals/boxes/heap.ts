import { lexically } from '../counterfactual.ts';
import type { OpenBox } from './box.ts';

/** The nearest first; of equally near ones by their levers, then by their first settings. */
const before = (a: OpenBox, b: OpenBox): boolean =>
  a.distance !== b.distance
    ? a.distance < b.distance
    : (lexically(a.levers, b.levers) || lexically(a.from, b.from)) < 0;

/** The open boxes, of which the nearest comes first. */
export interface Heap {
  readonly size: number;
  /** The nearest; undefined where there is none. */
  readonly first: OpenBox | undefined;
  push(box: OpenBox): void;
  pop(): OpenBox | undefined;
}

/**
 * A binary heap. Boxes that overlap nowhere come in the same order however they were pushed; of
 * single rows that are equally near, the one that is first in `inOrder`.
 */
export function createHeap(): Heap {
  const boxes: OpenBox[] = [];
  return {
    get size() {
      return boxes.length;
    },
    get first() {
      return boxes[0];
    },
    push(box) {
      let at = boxes.length;
      boxes.push(box);
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (!before(box, boxes[above])) break;
        boxes[at] = boxes[above];
        at = above;
      }
      boxes[at] = box;
    },
    pop() {
      const [first] = boxes;
      const last = boxes.pop();
      if (last === undefined || boxes.length === 0) return first;
      let at = 0;
      for (;;) {
        let below = 2 * at + 1;
        if (below >= boxes.length) break;
        if (below + 1 < boxes.length && before(boxes[below + 1], boxes[below])) below++;
        if (!before(boxes[below], last)) break;
        boxes[at] = boxes[below];
        at = below;
      }
      boxes[at] = last;
      return first;
    },
  };
}

/** All sets of `size` of the numbers below `count`, ascending, in lexicographic order. */
export function* setsOf(count: number, size: number): Generator<number[]> {
  const set = Array.from({ length: size }, (_, at) => at);
  while (size <= count) {
    yield [...set];
    let at = size - 1;
    while (at >= 0 && set[at] === count - size + at) at--;
    if (at < 0) return;
    set[at]++;
    for (let after = at + 1; after < size; after++) set[after] = set[after - 1] + 1;
  }
}
