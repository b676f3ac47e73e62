/** A function's value and gradient; null where it has none. */
export type Objective = (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array } | null;

const MEMORY = 8;
/** No parameter moves further than this in one step. */
const STRIDE = 1;

/**
 * Climbs from `start` with at most `evaluations` evaluations of the function: L-BFGS (Nocedal 1980)
 * with backtracking. Returns the best point seen.
 */
export function maximise(objective: Objective, start: Float64Array, evaluations: number): Float64Array {
  let x = start;
  let here = objective(x);
  if (here === null) return start;
  const steps: Float64Array[] = [];
  const turns: Float64Array[] = [];
  let used = 1;
  while (used < evaluations) {
    let direction = ascent(here.gradient, steps, turns);
    if (!(dot(direction, here.gradient) > 0)) {
      steps.length = 0;
      turns.length = 0;
      direction = ascent(here.gradient, steps, turns);
    }
    const slope = dot(direction, here.gradient);
    if (!(slope > 1e-4)) break;
    let length = Math.min(1, STRIDE / direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0));
    let next: ReturnType<Objective> = null;
    let to = x;
    for (; used < evaluations; length *= 0.3) {
      const at = x.map((value, i) => value + length * direction[i]);
      const found = objective(at);
      used += 1;
      if (found && found.value > here.value + 1e-4 * length * slope) {
        next = found;
        to = at;
        break;
      }
    }
    if (next === null) break;
    const step = to.map((value, i) => value - x[i]);
    const before = here.gradient;
    const turn = next.gradient.map((g, i) => before[i] - g);
    if (dot(step, turn) > 1e-10 * dot(turn, turn)) {
      steps.push(step);
      turns.push(turn);
      if (steps.length > MEMORY) {
        steps.shift();
        turns.shift();
      }
    }
    x = to;
    here = next;
  }
  return x;
}

/** The inverse curvature seen so far times the gradient, by the two-loop recursion. */
function ascent(gradient: Float64Array, steps: readonly Float64Array[], turns: readonly Float64Array[]): Float64Array {
  const direction = gradient.slice();
  const last = steps.length - 1;
  const shares = new Float64Array(steps.length);
  for (let i = last; i >= 0; i--) {
    shares[i] = dot(steps[i], direction) / dot(steps[i], turns[i]);
    for (let j = 0; j < direction.length; j++) direction[j] -= shares[i] * turns[i][j];
  }
  const scale =
    last >= 0
      ? dot(steps[last], turns[last]) / dot(turns[last], turns[last])
      : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let j = 0; j < direction.length; j++) direction[j] *= scale;
  for (let i = 0; i <= last; i++) {
    const share = shares[i] - dot(turns[i], direction) / dot(steps[i], turns[i]);
    for (let j = 0; j < direction.length; j++) direction[j] += share * steps[i][j];
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
