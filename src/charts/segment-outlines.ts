/**
 * Outline of each segment as SVG path data in pixel units, holes and islands included (fill them
 * with any rule). Edges between two segments are followed with the segment on the right; straight
 * runs become one command.
 */
export function traceSegments(segments: Uint16Array, width: number, height: number, count: number): string[] {
  const stride = width + 1;
  // By segment: for each corner, where its edges lead (two corners where segments meet diagonally).
  const edges = Array.from({ length: count }, () => new Map<number, number[]>());
  const add = (segment: number, from: number, to: number) => {
    const out = edges[segment]?.get(from);
    if (out) out.push(to);
    else edges[segment]?.set(from, [to]);
  };
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? -1 : segments[y * width + x]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = segments[y * width + x];
      const corner = y * stride + x;
      if (at(x, y - 1) !== own) add(own, corner, corner + 1);
      if (at(x + 1, y) !== own) add(own, corner + 1, corner + 1 + stride);
      if (at(x, y + 1) !== own) add(own, corner + 1 + stride, corner + stride);
      if (at(x - 1, y) !== own) add(own, corner + stride, corner);
    }
  }
  return edges.map((out) => {
    let d = '';
    for (const start of out.keys()) {
      while (out.get(start)?.length) d += follow(out, start, stride);
    }
    return d;
  });
}

/** One closed line from a corner; uses up its edges. */
function follow(out: Map<number, number[]>, start: number, stride: number): string {
  let d = `M${start % stride},${Math.floor(start / stride)}`;
  let from = start;
  let direction = 0;
  do {
    const to = out.get(from)?.pop();
    if (to === undefined) break;
    const turn = to - from;
    if (direction !== 0 && turn !== direction) d += command(from, direction, stride);
    direction = turn;
    from = to;
  } while (from !== start);
  return `${d}Z`;
}

function command(corner: number, direction: number, stride: number): string {
  return Math.abs(direction) === 1 ? `H${corner % stride}` : `V${Math.floor(corner / stride)}`;
}
