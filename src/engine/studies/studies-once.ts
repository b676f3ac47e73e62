import { sha256 } from '../../data/hash.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { MEGABYTE } from '../../limits.ts';
import type { FileSource } from '../protocol.ts';
import { readBytes } from './read-bytes.ts';
import type { ModelFile, StudyChoice, StudyState } from './study.ts';

// Several who use an engine often open the same: widgets on a page do. Reading tables and binding
// models to them takes longer than many an explanation.

/** Larger tables are not worth the time that it takes to identify them. */
const MOST_BYTES = 16 * MEGABYTE;

/** What identifies tables: their files' names and hashes. */
const identities = new WeakMap<RawTable, string>();

/** Has the bytes of a table's file identify it, where these are at hand and few. */
export async function identifyTable(table: RawTable, source: FileSource): Promise<void> {
  if ('url' in source) return;
  const { data, name } = source;
  if ((data instanceof Blob ? data.size : data.byteLength) > MOST_BYTES) return;
  identities.set(table, `${await sha256(await readBytes(source))} ${name}`);
}

interface Opening {
  readonly choice: StudyChoice;
  readonly model: ModelFile;
  readonly table: RawTable | null;
}

/** Binds a model to a table once for all who choose the same; each gets a study of its own. */
export function createStudiesOnce(): (opening: Opening, open: () => Promise<StudyState>) => Promise<StudyState> {
  const opening = new Map<string, Promise<StudyState>>();
  /** Let go of by whoever holds them last. */
  const opened = new Map<string, WeakRef<StudyState>>();
  const originals = new WeakMap<StudyState, StudyState>();
  const copyOf = (state: StudyState): StudyState => {
    const copy = { ...state };
    originals.set(copy, state);
    return copy;
  };

  return async ({ choice, model, table }, open) => {
    const identity = table && identities.get(table);
    if (!identity || choice.vocabulary !== undefined) return open();
    const { table: _, ...rest } = choice;
    const { sha256: hash, file } = model.facts;
    const key = JSON.stringify([hash, model.bytes.length, file, identity, { ...rest, model: null }]);
    const found = opened.get(key)?.deref() ?? opening.get(key);
    if (found) return copyOf(await found);
    for (const [name, other] of opened) if (!other.deref()) opened.delete(name);
    const made = open().finally(() => opening.delete(key));
    opening.set(key, made);
    const state = await made;
    opened.set(key, new WeakRef(state));
    return copyOf(state);
  };
}
