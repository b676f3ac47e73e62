import { firstLines } from '../../data/tables/first-lines.ts';
import type { Study } from '../../library/index.ts';
import { MEGABYTE } from '../../limits.ts';
import type { OwnFiles } from '../state.ts';
import type { Store } from '../store.ts';
import type { Opener } from './held.ts';
import { bindOwn } from './own-files.ts';

/** What is read for a first look. */
const HEAD_BYTES = MEGABYTE;
/** For so long the rest waits for the first rows to be drawn. */
const PATIENCE_MILLISECONDS = 1000;

/**
 * Binds a model to the first rows of a table. Null where they cannot be told apart, or where none
 * of them may be looked at; what is wrong with a file is said once all of it is read.
 */
export async function firstLook(opener: Opener, own: OwnFiles, file: File): Promise<Study | null> {
  if (!own.model) return null;
  try {
    const lines = firstLines(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
    if (!lines) return null;
    const table = await opener.openTable({ name: file.name, data: lines.buffer as ArrayBuffer });
    const held = own.card?.holdout ?? [];
    if (held.length > 0 && !held.some((row) => row < table.rows)) return null;
    const study = await bindOwn(opener, { ...own, table, photos: [], vocabulary: null });
    return study.card.input.kind === 'tabular' && study.rows > 0 ? study : null;
  } catch {
    return null;
  }
}

/**
 * Resolves once the first rows are explained, where they are looked at: what is read meanwhile
 * would take the engine's time from them.
 */
export function explainedFirst({ get, subscribe }: Store, study: Study): Promise<void> {
  const isDone = ({ view, whole: { inspected } }: ReturnType<Store['get']>): boolean =>
    view !== 'model' || (inspected?.study === study && (inspected.state !== 'running' || !!inspected.rows?.explained));
  if (isDone(get())) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(patience);
      stop();
      resolve();
    };
    const patience = setTimeout(end, PATIENCE_MILLISECONDS);
    const stop = subscribe((state) => isDone(state) && end());
  });
}
