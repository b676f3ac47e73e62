import { newsOf } from './can-keep.ts';
import type { Shelf } from './shelf.ts';
import { type OfflineStatus, statusOf } from './status.ts';

/**
 * What pages of one folder tell each other: something is different; another version is in use; what
 * is being fetched is not wanted; so many bytes are there.
 */
export type Item = { readonly type: 'status' | 'changed' | 'stop' } | { readonly type: 'bytes'; readonly kept: number };

/** What becomes of what is kept, in whatever tab it is done. */
export interface News {
  status(): Promise<OfflineStatus>;
  /** Hears of every change; returns a function that stops it. */
  subscribe(listener: (status: OfflineStatus) => void): () => void;
  tell(item: Item): void;
  /** This page begins to fetch. */
  begin(): void;
  close(): void;
}

export interface NewsOptions {
  /** Somebody wants what is being fetched stopped. */
  readonly stop: () => void;
  /** Another tab changed the version. */
  readonly changed: () => void;
}

export function createNews(shelf: Shelf, { stop, changed }: NewsOptions): News {
  const channel = new BroadcastChannel(newsOf(shelf.scope));
  const listeners = new Set<(status: OfflineStatus) => void>();
  /** Bytes of what is wanted that arrived so far, while another tab or this one fetches them. */
  let arriving: number | null = null;
  const status = (): Promise<OfflineStatus> => statusOf(shelf, () => arriving);

  channel.addEventListener('message', ({ data }: MessageEvent<Item>) => hear(data));
  function hear(item: Item, own = false): void {
    arriving = item.type === 'bytes' ? item.kept : null;
    if (item.type === 'stop') stop();
    if (item.type === 'changed' && !own) changed();
    void draw();
  }

  let drawing = false;
  let drawAgain = false;
  /** One at a time: what was found out earlier may not arrive after what is so now. */
  async function draw(): Promise<void> {
    drawAgain = true;
    if (drawing || listeners.size === 0) return;
    drawing = true;
    try {
      while (drawAgain) {
        drawAgain = false;
        const now = await status();
        for (const listener of listeners) listener(now);
      }
    } finally {
      drawing = false;
    }
  }

  return {
    status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(item) {
      channel.postMessage(item);
      hear(item, true);
    },
    begin() {
      arriving = 0;
      void draw();
    },
    close() {
      listeners.clear();
      channel.close();
    },
  };
}
