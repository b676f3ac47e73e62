import { type RawTable, readCsv } from '../../data/tables/csv.ts';
import { tableKind } from '../../data/tables/table-kind.ts';
import { foreignFile } from '../../models/foreign/foreign-file.ts';
import type { FileSource } from '../protocol.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads a table's file: CSV, XLSX or Parquet, told apart by the first bytes. The readers of the
 * last two are loaded where they are needed. Throws what the readers throw, and `file-foreign`.
 */
export async function openTableFile(source: FileSource): Promise<RawTable> {
  const bytes = await readBytes(source);
  const kind = tableKind(bytes);
  if (kind === 'parquet') return (await import('../../data/tables/parquet.ts')).parseParquet(bytes, source.name);
  const foreign = await foreignFile(bytes, source.name);
  if (foreign) throw foreign;
  if (kind === 'zip') return (await import('../../data/tables/xlsx.ts')).parseXlsx(bytes, source.name);
  return readCsvInTurns(bytes, source.name);
}

/** A long file takes long: what is asked for meanwhile is heard. */
async function readCsvInTurns(bytes: Uint8Array, file: string): Promise<RawTable> {
  const reading = readCsv(bytes, file);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
    await yieldToMessages();
  }
}
