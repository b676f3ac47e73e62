import type { Message } from '../../catalogue/message.ts';
import type { JobStatus } from '../../library/job.ts';
import type { Explanation } from '../../records/record.ts';

/** A chart redrawn more often than this only flickers. */
const betweenUpdates = 100;

/** The newest progress, and the notes that came since the last update. */
export interface Update {
  readonly news: JobStatus;
  /** A better estimate than the last update had; null where there is none. */
  readonly record: Explanation | null;
  readonly notes: readonly Message[];
}

/**
 * Passes on the newest progress, at most once a frame and not too often, but the first estimate at
 * once; notes are never lost.
 */
export function createUpdates(show: (update: Update) => void): {
  take: (news: JobStatus) => void;
  stop: () => void;
} {
  let latest: JobStatus | null = null;
  let drawn: Explanation | null = null;
  let notes: readonly Message[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const draw = () => {
    waiting = undefined;
    if (!latest || stopped) return;
    const { estimate } = latest;
    const update = { news: latest, record: estimate === drawn ? null : estimate, notes };
    drawn = estimate;
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
      latest = news;
      if (news.estimate && !drawn) {
        clearTimeout(waiting);
        return draw();
      }
      waiting ??= setTimeout(atFrame, Math.max(0, last + betweenUpdates - performance.now()));
    },
    stop() {
      stopped = true;
      if (latest && notes.length > 0) show({ news: latest, record: null, notes });
      clearTimeout(waiting);
    },
  };
}
