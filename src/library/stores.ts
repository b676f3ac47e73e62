import type { Store, StoreOptions } from '../store/store.ts';

/**
 * Keeps everything in this browser, for this origin. Throws `failure-store…` where the browser does
 * not allow it.
 *
 * @example
 * const oriel = await createOriel({ store: await openBrowserStore({ name: 'my-app' }) });
 */
export async function openBrowserStore(options: StoreOptions & { readonly name?: string } = {}): Promise<Store> {
  const { openBrowserStore: open } = await import('../store/browser/browser.ts');
  return open(options);
}

/**
 * Keeps everything in a folder, under Node alone. Throws `failure-store-in-use` while another
 * process has it open.
 *
 * @example
 * const oriel = await createOriel({ store: await openFolderStore('kept') });
 */
export async function openFolderStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  // Pages have no folders, and builds for them leave this out.
  if (!import.meta.env.SSR) throw new Error('folders need Node');
  const { openFolderStore: open } = await import('../store/folder/folder.ts');
  return open(folder, options);
}
