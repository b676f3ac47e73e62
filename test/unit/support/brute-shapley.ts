/**
 * Shapley values of a function's answer to a row, each other player's columns being taken from each
 * background row in turn, by the definition: the mean over all orders of the columns.
 */
export function bruteShapley(
  answer: (row: readonly number[]) => number,
  row: readonly number[],
  background: readonly (readonly number[])[],
): { readonly base: number; readonly values: number[] } {
  const worth = (present: ReadonlySet<number>): number =>
    background.reduce((sum, other) => sum + answer(row.map((x, c) => (present.has(c) ? x : other[c]))), 0) /
    background.length;
  const values = row.map(() => 0);
  const orders = ordersOf([...row.keys()]);
  for (const order of orders) {
    const present = new Set<number>();
    for (const column of order) {
      const before = worth(present);
      present.add(column);
      values[column] += (worth(present) - before) / orders.length;
    }
  }
  return { base: worth(new Set()), values };
}

function ordersOf(columns: readonly number[]): number[][] {
  if (columns.length === 0) return [[]];
  return columns.flatMap((first) => ordersOf(columns.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}
