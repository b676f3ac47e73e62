import { comparedWith } from './keeping/kept-models.ts';
import type { Store } from './store.ts';

/** Whether files of the person's are open, which are kept nowhere, or no longer than the page. */
function holdsFiles({ own, kept }: ReturnType<Store['get']>): boolean {
  if (Object.keys(own.files).length === 0 && own.photos.length === 0) return false;
  return kept.why !== null || !kept.models.some((model) => comparedWith(own, model, kept.hashes) === 'kept');
}

/** Has the browser ask before the page is left with own files open. Its words are its own. */
export function askBeforeLeaving(store: Store): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  let asking = false;
  store.subscribe((state) => {
    const wanted = holdsFiles(state);
    if (wanted === asking) return;
    asking = wanted;
    // Only while there is something to lose: a page that listens is never kept for the way back.
    if (wanted) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  });
}
