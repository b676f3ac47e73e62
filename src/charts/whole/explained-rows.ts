/** Rows with the attributions of one output, for pictures that show each of them. */
export interface ExplainedRows {
  /** N: the rows' numbers in the table. */
  readonly rows: ArrayLike<number>;
  readonly players: readonly string[];
  /** N × players, in the space of the inspection's importance. */
  readonly attributions: Float64Array;
  /** By player, N: what each row has there; null where it is missing. */
  readonly values: readonly (readonly (number | string | null)[])[];
  /** The mean answer, from which attributions go on. */
  readonly base: number;
}

/** Rows that were looked at, as an inspection under way hands them on. */
interface LookedAt {
  readonly rows: ArrayLike<number>;
  /** N × columns: numbers, or places among the levels; NaN where a value is missing. */
  readonly values: ArrayLike<number>;
  readonly explained: {
    readonly places: ArrayLike<number>;
    readonly players: readonly string[];
    readonly values: Float64Array;
    readonly base: number;
  } | null;
}

/**
 * Those of them that are explained and wanted; null where none is explained. What is in the rows is
 * read off once a picture asks for a column: of long tables, few do.
 */
export function explainedRowsOf(
  columns: readonly { readonly name: string; readonly levels?: readonly string[] | null }[],
  { rows, values, explained }: LookedAt,
  isWanted?: (place: number) => boolean,
): ExplainedRows | null {
  if (!explained) return null;
  const { places, players, base } = explained;
  const width = players.length;
  let kept = new Int32Array(places.length);
  for (let at = 0; at < kept.length; at++) kept[at] = at;
  if (isWanted) kept = kept.filter((at) => isWanted(places[at]));
  const isAll = kept.length === places.length;
  const attributions = isAll ? explained.values : new Float64Array(kept.length * width);
  if (!isAll)
    for (let to = 0; to < kept.length; to++)
      attributions.set(explained.values.subarray(kept[to] * width, (kept[to] + 1) * width), to * width);
  const numbers = new Int32Array(kept.length);
  for (let at = 0; at < numbers.length; at++) numbers[at] = rows[places[kept[at]]];
  return {
    rows: numbers,
    players,
    attributions,
    values: madeLate(players, (player) => {
      const column = columns.findIndex(({ name }) => name === player);
      return Array.from(kept, (at) => {
        const value = column < 0 ? Number.NaN : values[places[at] * columns.length + column];
        return Number.isNaN(value) ? null : (columns[column].levels?.[value] ?? value);
      });
    }),
    base,
  };
}

/** An array whose items are made once somebody looks at them. */
export function madeLate<From, Item>(from: readonly From[], make: (one: From, at: number) => Item): readonly Item[] {
  const items: Item[] = new Array(from.length);
  for (const [at, one] of from.entries()) {
    const define = (attributes: PropertyDescriptor) =>
      Object.defineProperty(items, at, { configurable: true, enumerable: true, ...attributes });
    define({
      get() {
        const value = make(one, at);
        define({ value });
        return value;
      },
    });
  }
  return items;
}
