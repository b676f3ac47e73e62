import type { OpenBox } from './box.ts';

/** The open boxes, of which the nearest comes first. */
export interface Heap {
  readonly size: number;
  /** The nearest; undefined where there is none. */
  readonly first: OpenBox | undefined;
  push(box: OpenBox): void;
  pop(): OpenBox | undefined;
}

/** A binary heap; equal boxes come in an order that depends on that of pushing alone. */
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
        if (boxes[above].distance <= box.distance) break;
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
        if (below + 1 < boxes.length && boxes[below + 1].distance < boxes[below].distance) below++;
        if (boxes[below].distance >= last.distance) break;
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
