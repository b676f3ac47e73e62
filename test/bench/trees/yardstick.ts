// A fixed workload of trees and matrices, so that times measured on other machines can be compared as ratios to it. It must not
// change: stored ratios depend on it.

const [REPEATS, TREES, DEPTH, ROWS, FEATURES, N, PASSES] = [7, 100, 6, 2000, 30, 256, 5];

/** Median seconds of a pass of the workload on this thread. */
export function yardstick(): number {
  let state = 12345;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const [inner, nodes] = [2 ** DEPTH - 1, 2 ** (DEPTH + 1) - 1];
  const feature = new Int32Array(TREES * nodes);
  const [threshold, value] = [new Float32Array(TREES * nodes), new Float32Array(TREES * nodes)];
  const [left, right] = [new Int32Array(TREES * nodes).fill(-1), new Int32Array(TREES * nodes).fill(-1)];
  for (let t = 0; t < TREES; t++)
    for (let n = 0; n < nodes; n++) {
      const k = t * nodes + n;
      feature[k] = Math.floor(random() * FEATURES);
      threshold[k] = random();
      value[k] = random() - 0.5;
      if (n < inner) {
        left[k] = t * nodes + 2 * n + 1;
        right[k] = t * nodes + 2 * n + 2;
      }
    }
  const rows = Float32Array.from({ length: ROWS * FEATURES }, random);
  const a = Float32Array.from({ length: N * N }, random);
  const b = Float32Array.from({ length: N * N }, random);
  const c = new Float32Array(N * N);
  const walk = (): number => {
    let sum = 0;
    for (let r = 0; r < ROWS; r++)
      for (let t = 0; t < TREES; t++) {
        let k = t * nodes;
        while (left[k] >= 0) k = rows[r * FEATURES + feature[k]] <= threshold[k] ? left[k] : right[k];
        sum += value[k];
      }
    return sum;
  };
  const multiply = (): number => {
    c.fill(0);
    for (let i = 0; i < N; i++)
      for (let k = 0; k < N; k++) {
        const x = a[i * N + k];
        for (let j = 0; j < N; j++) c[i * N + j] += x * b[k * N + j];
      }
    return c[N + 1];
  };
  let check = 0; // keeps the work from being left out
  const once = (): number => {
    const start = performance.now();
    for (let i = 0; i < PASSES; i++) check += walk();
    for (let i = 0; i < PASSES; i++) check += multiply();
    return (performance.now() - start) / 1000;
  };
  once();
  once();
  const times = Array.from({ length: REPEATS }, once).sort((x, y) => x - y);
  return Number.isFinite(check) ? times[REPEATS >> 1] : Number.NaN;
}
