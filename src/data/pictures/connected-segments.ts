/** What the final segments must satisfy. */
interface SegmentLimits {
  /** A segment with fewer pixels is merged into a neighbour. */
  readonly smallest: number;
  /** Largest number of segments. */
  readonly most: number;
}

/** A cluster or segment for each pixel, and a colour (three numbers) for each pixel, row-major. */
interface Labelling {
  readonly labels: Int32Array;
  readonly colours: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Connected parts of a labelling, as a union-find forest. */
interface Parts {
  /** Part of each pixel. */
  readonly of: Int32Array;
  readonly parent: Int32Array;
  readonly sizes: Int32Array;
  /** Sums over each part's pixels. */
  readonly colours: Float64Array;
  readonly neighbours: number[][];
}

/**
 * Turns a clustering into segments: its connected parts, of which the smallest are merged into the
 * neighbour closest in colour until none is smaller than `smallest` and there are at most `most`.
 * Segments are numbered in reading order.
 */
export function connectedSegments(labelling: Labelling, { smallest, most }: SegmentLimits): Int32Array {
  const parts = partsOf(labelling);
  mergeSmall(parts, smallest);
  mergeSurplus(parts, most);
  const numbers = new Int32Array(parts.parent.length).fill(-1);
  let next = 0;
  return parts.of.map((part) => {
    const root = rootOf(parts, part);
    if (numbers[root] < 0) numbers[root] = next++;
    return numbers[root];
  });
}

function partsOf({ labels, colours, width, height }: Labelling): Parts {
  const of = new Int32Array(labels.length).fill(-1);
  const queue = new Int32Array(labels.length);
  const sizes: number[] = [];
  for (let seed = 0; seed < labels.length; seed++) {
    if (of[seed] >= 0) continue;
    const part = sizes.length;
    let end = 0;
    const visit = (pixel: number) => {
      if (of[pixel] >= 0 || labels[pixel] !== labels[seed]) return;
      of[pixel] = part;
      queue[end++] = pixel;
    };
    visit(seed);
    for (let at = 0; at < end; at++) {
      const pixel = queue[at];
      const x = pixel % width;
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel < width * (height - 1)) visit(pixel + width);
    }
    sizes.push(end);
  }
  const sums = new Float64Array(sizes.length * 3);
  const neighbours: number[][] = sizes.map(() => []);
  const touch = (a: number, b: number) => {
    if (a === b) return;
    // Along a border the same pair comes up pixel after pixel; this drops most repeats.
    if (neighbours[a][neighbours[a].length - 1] !== b) neighbours[a].push(b);
    if (neighbours[b][neighbours[b].length - 1] !== a) neighbours[b].push(a);
  };
  for (let pixel = 0; pixel < labels.length; pixel++) {
    for (let c = 0; c < 3; c++) sums[3 * of[pixel] + c] += colours[3 * pixel + c];
    if (pixel % width < width - 1) touch(of[pixel], of[pixel + 1]);
    if (pixel + width < labels.length) touch(of[pixel], of[pixel + width]);
  }
  return { of, parent: Int32Array.from(sizes.keys()), sizes: Int32Array.from(sizes), colours: sums, neighbours };
}

function rootOf({ parent }: Parts, part: number): number {
  let root = part;
  while (parent[root] !== root) root = parent[root];
  for (let at = part; parent[at] !== root; ) {
    const next = parent[at];
    parent[at] = root;
    at = next;
  }
  return root;
}

const rootsOf = (parts: Parts): number[] =>
  Array.from(parts.parent.keys()).filter((part) => parts.parent[part] === part);
const bySize = ({ sizes }: Parts, a: number, b: number): number => sizes[a] - sizes[b] || a - b;

function mergeSmall(parts: Parts, smallest: number): void {
  const isSmall = (part: number): boolean => parts.parent[part] === part && parts.sizes[part] < smallest;
  for (;;) {
    const small = rootsOf(parts)
      .filter(isSmall)
      .sort((a, b) => bySize(parts, a, b));
    let merged = false;
    for (const part of small) if (isSmall(part) && mergeIntoNeighbour(parts, part)) merged = true;
    if (!merged) return;
  }
}

function mergeSurplus(parts: Parts, most: number): void {
  for (let roots = rootsOf(parts); roots.length > most; roots = rootsOf(parts)) {
    const smallest = roots.reduce((least, part) => (bySize(parts, part, least) < 0 ? part : least));
    if (!mergeIntoNeighbour(parts, smallest)) return;
  }
}

/**
 * Merges a part into the neighbour with the nearest mean colour (the first one in reading order
 * among equals); false where the part has no neighbour.
 */
function mergeIntoNeighbour(parts: Parts, part: number): boolean {
  const { parent, sizes, colours, neighbours } = parts;
  const around = [...new Set(neighbours[part].map((other) => rootOf(parts, other)))].filter((other) => other !== part);
  let best = -1;
  let least = Infinity;
  for (const other of around) {
    let distance = 0;
    for (let c = 0; c < 3; c++) {
      const difference = colours[3 * part + c] / sizes[part] - colours[3 * other + c] / sizes[other];
      distance += difference * difference;
    }
    if (distance < least || (distance === least && other < best)) {
      least = distance;
      best = other;
    }
  }
  if (best < 0) return false;
  parent[part] = best;
  sizes[best] += sizes[part];
  for (let c = 0; c < 3; c++) colours[3 * best + c] += colours[3 * part + c];
  for (const other of around) if (other !== best) neighbours[best].push(other);
  neighbours[part] = [];
  return true;
}
