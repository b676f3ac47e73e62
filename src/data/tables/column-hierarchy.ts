import { agglomerate } from '../../games/agglomerate.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import { associationsBefore, type ComparableColumn, comparable } from './association.ts';
import type { Table } from './table.ts';

/** Largest number of rows used: more would change the associations by less than the tree shows. */
const MOST_ROWS = 2000;
/** Smallest number of rows used where the table has them. */
const FEWEST_ROWS = 200;
/** About how many pairs of values are compared where there are many columns. */
const COMPARED = 1e8;

/**
 * A tree of a table's players by how much their columns tell about each other. The distance between
 * two columns is 1 minus their `association`, and between two players that of their closest
 * columns; clusters are joined by average linkage (UPGMA), as in scipy. `playerOf` holds the player
 * of each of the table's columns. Long tables contribute up to 2,000 rows, wide ones as few as 200,
 * evenly spaced. Columns that tell nothing about any other are joined last, in pairs. `pulse` is
 * called every few milliseconds.
 */
export function columnHierarchy(
  { columns, rows }: Table,
  playerOf: ArrayLike<number>,
  players: number,
  pulse: () => void = () => {},
): Hierarchy {
  const affordable = Math.floor(COMPARED / (columns.length * columns.length));
  const count = Math.min(rows.count, MOST_ROWS, Math.max(FEWEST_ROWS, affordable));
  const scores: readonly ComparableColumn[] = columns.map(({ kind }, column) =>
    comparable(
      kind,
      Float64Array.from({ length: count }, (_, i) => rows.number(Math.floor((i * rows.count) / count), column)),
    ),
  );
  const distances = new Float64Array(players * players).fill(1);
  for (let i = 0; i < columns.length; i++) {
    pulse();
    const known = associationsBefore(scores, i);
    for (let j = 0; j < i; j++) {
      const [a, b] = [playerOf[i], playerOf[j]];
      if (a === b) continue;
      const distance = Math.min(distances[a * players + b], 1 - known[j]);
      distances[a * players + b] = distance;
      distances[b * players + a] = distance;
    }
  }
  return agglomerate({ players, distances, linkage: 'average', pulse });
}
