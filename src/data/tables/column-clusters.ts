import { agglomerate } from '../../games/agglomerate.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import { association, type Scores, scoresOf } from './association.ts';
import type { Table } from './table.ts';

/** Rows looked at: more change the correlations by less than the tree can show. */
const MOST_ROWS = 2000;
/**
 * Fewest rows looked at, and about how many pairs of values are compared where there are many
 * columns.
 */
const FEWEST_ROWS = 200;
const COMPARED = 1e8;

/**
 * A tree of a table's players by how much their columns say of each other: the distance of two
 * columns is 1 less their `association`, of two players that of their most alike columns; clusters
 * are joined by average linkage (UPGMA), as scipy does. `playerOf` holds the player of each of the
 * table's columns. Long tables are looked at in up to 2,000 rows, wide ones in as few as 200,
 * evenly apart. Columns that say nothing of any other are joined last, in pairs.
 */
export function columnHierarchy({ columns, rows }: Table, playerOf: ArrayLike<number>, players: number): Hierarchy {
  const affordable = Math.floor(COMPARED / (columns.length * columns.length));
  const count = Math.min(rows.count, MOST_ROWS, Math.max(FEWEST_ROWS, affordable));
  const scores: readonly Scores[] = columns.map(({ kind }, column) =>
    scoresOf(
      kind,
      Float64Array.from(
        { length: count },
        (_, i) => rows.data[Math.floor((i * rows.count) / count) * rows.columns + column],
      ),
    ),
  );
  const distances = new Float64Array(players * players).fill(1);
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [playerOf[i], playerOf[j]];
      if (a === b) continue;
      const distance = Math.min(distances[a * players + b], 1 - association(scores[i], scores[j]));
      distances[a * players + b] = distance;
      distances[b * players + a] = distance;
    }
  }
  return agglomerate({ players, distances, linkage: 'average' });
}
