import type { Node } from '../reading/graph.ts';
import type { Cell } from './cells.ts';
import type { Graph } from './chain.ts';
import { columnReader } from './columns.ts';

/** Columns of a model that are not a person's own, as far as a graph makes such. */
export interface Made {
  /**
   * The model's columns, each made of one of the person's; null where they are the person's own,
   * each as it is.
   */
  readonly made: readonly Cell[] | null;
  /** Columns of a person's row, where the file says them. */
  readonly width: number | null;
}

/** Where the columns of a tensor come from. */
export interface Source extends Made {
  /**
   * For each column, the column of the person's row, all inputs side by side, where none is made;
   * else null.
   */
  readonly columns: readonly number[] | null;
  readonly precision: 'float32' | 'float64';
}

const FLOATS: ReadonlySet<string> = new Set(['float32', 'float64']);
const NUMBERS: ReadonlySet<string> = new Set([...FLOATS, 'int64', 'int32']);

/**
 * Follows a tensor of [rows, columns] back to the graph's inputs; nodes passed are added to `used`.
 * `open`: columns of a lone input where the file leaves them open. null where a column is made of
 * several, by what is not known, or is no number.
 */
export function sourceOf(graph: Graph, name: string, open: number | null, used: Set<Node>): Source | null {
  const reader = columnReader(graph, open);
  const found = reader.read(name);
  if (found?.dims.length !== 1 || found.cells.length === 0) return null;
  const { cells } = found;
  const [{ type }] = cells;
  if (!NUMBERS.has(type) || cells.some((cell) => cell.type !== type || cell.owner < 0)) return null;
  for (const node of reader.used) used.add(node);
  const widths = graph.inputs.map(({ width }) => width);
  const width = widths.includes(null) ? null : widths.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const own = cells.every(({ make }) => make === null);
  const precision = type === 'float64' ? 'float64' : 'float32';
  return { columns: own ? cells.map(({ owner }) => owner) : null, made: own ? null : cells, width, precision };
}

/** The operator that hides where a tensor's columns come from; null where none does. */
export function hiddenBy(graph: Graph, name: string): string | null {
  const reader = columnReader(graph);
  return reader.read(name) ? null : (reader.stopped?.operator ?? null);
}
