import type { RawTable } from '../../data/tables/csv.ts';
import type { FileSource } from '../protocol.ts';
import { createFilesOnce, type Reader } from './files-once.ts';

/** What identifies tables: their files' hashes and names. */
const identities = new WeakMap<RawTable, string>();

/** What identifies a table; undefined where nothing does. */
export const identityOf = (table: RawTable): string | undefined => identities.get(table);

/** Reads a table once for all who open the same file; what identifies the file identifies it. */
export function createTablesOnce(): (source: FileSource, read: Reader<RawTable>) => Promise<RawTable> {
  const once = createFilesOnce<RawTable>();
  return (source, read) =>
    once(source, async (given, identity) => {
      const table = await read(given, identity);
      if (identity !== null) identities.set(table, identity);
      return table;
    });
}
