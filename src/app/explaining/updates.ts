import type { Message } from '../../catalogue/message.ts';
import type { Progress } from '../../engine/protocol.ts';

/** A chart redrawn more often than this only flickers. */
const betweenUpdates = 100;

/** The newest progress, and the notes that came since the last update. */
export interface Update {
  readonly news: Progress;
  readonly notes: readonly Message[];
}

/**
 * Passes on the newest progress, at most once a frame and not too often, but the first estimate at
 * once; notes are never lost.
 */
export function createUpdates(show: (update: Update) => void): {
  take: (news: Progress) => void;
  stop: () => void;
} {
  let latest: Progress | null = null;
  let notes: readonly Message[] = [];
  let estimated = false;
  let last = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const draw = () => {
    waiting = undefined;
    if (!latest || stopped) return;
    const update = { news: latest, notes };
    latest = null;
    notes = [];
    last = performance.now();
    show(update);
  };
  // A hidden page has no frames, and its explanations go on.
  const atFrame = () => (document.hidden ? draw() : void requestAnimationFrame(draw));
  return {
    take(news) {
      if (stopped) return;
      if (news.note) notes = [...notes, news.note];
      latest = { ...news, record: news.record ?? latest?.record ?? null };
      if (news.record && !estimated) {
        estimated = true;
        clearTimeout(waiting);
        return draw();
      }
      waiting ??= setTimeout(atFrame, Math.max(0, last + betweenUpdates - performance.now()));
    },
    stop() {
      stopped = true;
      if (latest && notes.length > 0) show({ news: { ...latest, record: null }, notes });
      clearTimeout(waiting);
    },
  };
}
