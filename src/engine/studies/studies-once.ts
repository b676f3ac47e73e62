import type { RawTable } from '../../data/tables/csv.ts';
import { createOnce } from './once.ts';
import type { ModelFile, StudyChoice, StudyState } from './study.ts';
import { identityOf } from './tables-once.ts';

// Several who use an engine often open the same: widgets on a page do. Reading tables and binding
// models to them takes longer than many an explanation.

interface Opening {
  readonly choice: StudyChoice;
  readonly model: ModelFile;
  readonly table: RawTable | null;
}

/** Binds a model to a table once for all who choose the same; each gets a study of its own. */
export function createStudiesOnce(): (opening: Opening, open: () => Promise<StudyState>) => Promise<StudyState> {
  const once = createOnce<StudyState>();
  /** What was made once lasts as long as any copy of it. */
  const originals = new WeakMap<StudyState, StudyState>();
  let count = 0;

  return async ({ choice, model, table }, open) => {
    const identity = table && identityOf(table);
    if (!identity || choice.vocabulary !== undefined) return open();
    const { table: _, ...rest } = choice;
    const { sha256: hash, file } = model.facts;
    const key = JSON.stringify([hash, model.bytes.length, file, identity, { ...rest, model: null }]);
    const state = await once(key, async () => ({ ...(await open()), shared: `shared ${++count}` }));
    const copy = { ...state };
    originals.set(copy, state);
    return copy;
  };
}
