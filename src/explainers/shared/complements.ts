import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';

/**
 * Coalitions of all players as they are asked for: each of `count` coalitions of the active players
 * (`holds` says whether coalition `row` has the jth of them), followed by its complement among
 * them. With `ends`, the empty and the full coalition come first.
 */
export function withComplements(
  { players, active, ends }: { readonly players: number; readonly active: Int32Array; readonly ends: boolean },
  count: number,
  holds: (row: number, j: number) => boolean,
): Coalitions {
  const skip = ends ? 2 : 0;
  const all = coalitionsOf(players, skip + 2 * count);
  if (ends) addAll(all, 1);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < active.length; j++) add(all, skip + 2 * row + (holds(row, j) ? 0 : 1), active[j]);
  }
  return all;
}

/** Half the difference within each two neighbouring values (2 × pairs × K): pairs × K. */
export function halfDifferences(values: Float64Array, outputs: number): Float64Array {
  const pairs = values.length / (2 * outputs);
  const halves = new Float64Array(pairs * outputs);
  for (let i = 0; i < pairs; i++) {
    for (let k = 0; k < outputs; k++)
      halves[i * outputs + k] = (values[2 * i * outputs + k] - values[(2 * i + 1) * outputs + k]) / 2;
  }
  return halves;
}
