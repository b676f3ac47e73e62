/** Nodes and weights of a quadrature rule on [0, 1]. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre quadrature with n ≥ 1 nodes, exact for polynomials of degree 2n − 1, mapped from
 * [−1, 1] to [0, 1]. The roots of each Legendre polynomial interlace with those of the previous
 * degree, so bisection finds them without trigonometry.
 */
export function gaussLegendre(n: number): Quadrature {
  let roots: number[] = [];
  for (let degree = 1; degree <= n; degree++) {
    const fences = [-1, ...roots, 1];
    roots = Array.from({ length: degree }, (_, i) => rootBetween(degree, fences[i], fences[i + 1]));
    if (degree % 2 === 1) roots[(degree - 1) / 2] = 0;
    for (let i = 0; i < degree >> 1; i++) roots[degree - 1 - i] = -roots[i];
  }
  return {
    nodes: Float64Array.from(roots, (x) => (1 + x) / 2),
    weights: Float64Array.from(roots, (x) => {
      const slope = legendre(n, x).slope;
      return 1 / ((1 - x * x) * slope * slope);
    }),
  };
}

/** A Legendre polynomial and its derivative at x in (−1, 1), by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= degree; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (degree * (before - x * value)) / (1 - x * x) };
}

function rootBetween(degree: number, low: number, high: number): number {
  const sign = (x: number) =>
    x <= -1 ? (degree % 2 === 0 ? 1 : -1) : x >= 1 ? 1 : Math.sign(legendre(degree, x).value);
  const below = sign(low);
  let [a, b] = [low, high];
  for (let step = 0; step < 40; step++) {
    const middle = (a + b) / 2;
    if (sign(middle) === below) a = middle;
    else b = middle;
  }
  let x = (a + b) / 2;
  for (let step = 0; step < 3; step++) {
    const { value, slope } = legendre(degree, x);
    x -= value / slope;
  }
  return x;
}
