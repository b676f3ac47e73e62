import type { Card } from '../../data/card.ts';
import type { Table } from '../../data/tables/table.ts';
import type { Numbers } from '../../numerics/numbers.ts';

/**
 * The outcome of each row by a target column: the index of its class, or its number; NaN where it
 * is not known, or no class of the card's.
 */
export function outcomesOf(target: Table, { task, classes = [] }: Card): Numbers {
  const [{ levels }] = target.columns;
  if (task === 'regression') return target.rows.data;
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  return Float64Array.from(
    target.rows.data,
    (value) => indexOf.get(levels ? levels[value] : String(value)) ?? Number.NaN,
  );
}
