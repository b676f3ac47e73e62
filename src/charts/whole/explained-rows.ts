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

/** Those of them that are explained and wanted; null where none is explained. */
export function explainedRowsOf(
  columns: readonly { readonly name: string; readonly levels?: readonly string[] | null }[],
  { rows, values, explained }: LookedAt,
  isWanted: (place: number) => boolean = () => true,
): ExplainedRows | null {
  if (!explained) return null;
  const { places, players, base } = explained;
  const width = players.length;
  const kept = Array.from({ length: places.length }, (_, at) => at).filter((at) => isWanted(places[at]));
  const attributions = new Float64Array(kept.length * width);
  for (const [to, at] of kept.entries())
    attributions.set(explained.values.subarray(at * width, (at + 1) * width), to * width);
  return {
    rows: kept.map((at) => rows[places[at]]),
    players,
    attributions,
    values: players.map((player) => {
      const column = columns.findIndex(({ name }) => name === player);
      return kept.map((at) => {
        const value = column < 0 ? Number.NaN : values[places[at] * columns.length + column];
        return Number.isNaN(value) ? null : (columns[column].levels?.[value] ?? value);
      });
    }),
    base,
  };
}
