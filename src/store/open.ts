import { type Message, message } from '../catalogue/message.ts';
import { asOrielError } from '../errors.ts';
import { type BrowserStoreOptions, openBrowserStore } from './browser/browser.ts';
import { openMemoryStore } from './memory.ts';
import type { Store } from './store.ts';

export interface OpenedStore {
  readonly store: Store;
  /** Why it keeps things only until the page is closed; null where it keeps them for good. */
  readonly why: Message | null;
}

/**
 * The browser's store. Where the browser denies it (a sandboxed frame, a private window, blocked
 * storage), or where it cannot be used, a store in memory, and why.
 */
export async function openStore(options: BrowserStoreOptions = {}): Promise<OpenedStore> {
  try {
    return { store: await openBrowserStore(options), why: null };
  } catch (thrown) {
    const { room: _room, ...others } = options;
    return { store: openMemoryStore(others), why: message('store.memory', { why: reason(thrown) }) };
  }
}

function reason(thrown: unknown): Message {
  const { cause } = asOrielError(thrown);
  // A missing or an unreadable `indexedDB` is a ReferenceError or a SecurityError.
  const denied =
    cause instanceof ReferenceError ||
    (cause instanceof DOMException && ['SecurityError', 'InvalidStateError'].includes(cause.name));
  return denied ? message('store.denied') : asOrielError(thrown).said;
}
