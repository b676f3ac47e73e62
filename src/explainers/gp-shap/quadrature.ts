// Gauss–Legendre nodes and weights of order 12 on [0, 1].
const HALF = [
  [0.1252334085114689, 0.2491470458134028],
  [0.3678314989981802, 0.2334925365383548],
  [0.5873179542866175, 0.2031674267230659],
  [0.7699026741943047, 0.1600783285433462],
  [0.9041172563704749, 0.1069393259953184],
  [0.9815606342467192, 0.0471753363865118],
] as const;
export const NODES: readonly number[] = [...HALF.map(([x]) => (1 - x) / 2), ...HALF.map(([x]) => (1 + x) / 2)];
export const WEIGHTS: readonly number[] = [...HALF.map(([, w]) => w / 2), ...HALF.map(([, w]) => w / 2)];
