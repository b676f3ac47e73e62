import type { Feature } from '../../data/card.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { namedAs, tableFrom } from '../../data/tables/recognise.ts';
import type { Table } from '../../data/tables/table.ts';
import { takeColumns } from '../../data/tables/take-columns.ts';
import type { TakenNumbers } from '../../models/bind/index.ts';
import { precisionFor, tableIn } from './model-rows.ts';

/** How a study reads the tables of others. */
interface Reading {
  /** An open table. Throws where it was released. */
  readonly table: (handle: string) => RawTable;
  /** The model's columns. */
  readonly names: readonly string[];
  readonly features: readonly Feature[];
  /** Columns that hold nothing but names of these levels. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  readonly taken: readonly TakenNumbers[];
}

interface ForeignRows {
  /** In double precision. */
  readonly exact: Table;
  /** In the precision that the model needs for them. */
  readonly needed: Table;
}

/** The model's columns of other tables, each of which is read once while it is open. */
export function foreignTables({ table, names, features, named, taken }: Reading): (handle: string) => ForeignRows {
  const read = (file: RawTable): ForeignRows => {
    const given = namedAs(file, names);
    const exact = takeColumns(
      tableFrom(given, features, named).table,
      names.map((name) => given.header.indexOf(name)),
    );
    return { exact, needed: tableIn(precisionFor(exact, taken, given), exact) };
  };
  const known = new WeakMap<RawTable, ForeignRows>();
  return (handle) => {
    const file = table(handle);
    const rows = known.get(file) ?? read(file);
    known.set(file, rows);
    return rows;
  };
}
