import type { EngineApi, Progress } from '../../engine/protocol.ts';
import { asOrielError, OrielError } from '../../errors.ts';
import { pageWords } from '../../words/en.ts';
import type { Store, Subject } from '../state.ts';
import { placeInRecord, shownClass } from '../wording/classes.ts';
import { inputOf, requestOf } from './request.ts';

/** A chart redrawn more often than this only flickers. */
const betweenUpdates = 100;

export interface Explaining {
  /**
   * Explains what is chosen, replacing what runs. `newInput`: the prediction on show no longer
   * holds.
   */
  start(choice: { newInput: boolean; delay?: number }): void;
  /** Stops and keeps the estimate so far. */
  cancel(): void;
  /** Stops and forgets: nothing of what runs will be shown. */
  drop(): void;
  /** Explains again if the class on show is not in the record. */
  ensureClass(): void;
}

/** The words of anything thrown, as the page shows them. */
export const messageOf = (thrown: unknown): string => asOrielError(thrown).message;

const isCancel = (thrown: unknown): boolean => thrown instanceof OrielError && thrown.code === 'failure-cancelled';

/**
 * Runs one explanation at a time: a new one replaces the old, and late answers of replaced ones are
 * not shown.
 */
export function createExplaining(store: Store, engine: () => EngineApi): Explaining {
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let job: string | null = null;

  function drop(): void {
    run++;
    clearTimeout(timer);
    if (job)
      void engine()
        .cancel(job)
        .catch(() => {});
    job = null;
  }

  function start({ newInput, delay = 0 }: { newInput: boolean; delay?: number }): void {
    drop();
    const mine = run;
    store.set({
      status: 'explaining',
      progress: { phase: 'preparing', done: 0, total: null, milliseconds: 0 },
      stale: store.get().shown !== null,
      notes: [],
      ...(newInput ? { prediction: null } : {}),
    });
    // A timer of no delay would wait for the page to be drawn.
    if (delay === 0) void explain(mine);
    else timer = setTimeout(() => void explain(mine), delay);
  }

  async function explain(mine: number): Promise<void> {
    const current = () => mine === run;
    const updates = createUpdates((news) => current() && show(news));
    const subject = store.get().subject;
    if (!subject) return;
    try {
      // Evaluators open the model while a photo is read, or a text is not yet typed.
      engine()
        .warmUp(subject.study.handle, store.get().settings.backend)
        .catch(() => {}); // whoever asks for an answer meets it
      await openPhoto(subject, current);
      const input = current() ? inputOf(store.get().subject ?? subject) : null;
      if (!input) return rest(current());
      const { study } = subject;
      const answer = engine()
        .predict(study.handle, input, store.get().settings.backend)
        .then((prediction) => void (current() && store.set({ prediction })));
      // Which classes to ask for depends on the answer where there are many.
      if (!requestOf(store.get()) || requestOf(store.get())?.outputs === 'default') await answer;
      else answer.catch(() => {}); // the explanation fails the same way and says so
      const request = current() ? requestOf(store.get()) : null;
      if (!request) return;
      job = `explanation ${mine}`;
      const record = await engine().explain(job, request, updates.take);
      if (!current()) return;
      updates.stop();
      store.set({ status: 'done', shown: { record, study }, stale: false, progress: null });
    } catch (thrown) {
      updates.stop();
      if (!current()) return;
      const cancelled = isCancel(thrown);
      if (cancelled) store.set({ notes: [...store.get().notes, pageWords.answer.cancelledEmpty] });
      else store.alert(messageOf(thrown));
      store.set({ status: cancelled ? 'done' : 'error', progress: null });
    } finally {
      if (current()) job = null;
    }

    function show(news: Progress): void {
      const { record, note, ...progress } = news;
      const notes = note ? [...store.get().notes, note] : store.get().notes;
      store.set(
        subject && record
          ? { progress, notes, shown: { record, study: subject.study }, stale: false }
          : { progress, notes },
      );
    }
  }

  async function openPhoto(subject: Subject, current: () => boolean): Promise<void> {
    const photo = subject.photos[subject.photo];
    if (!photo || photo.handle) return;
    const { handle } = await engine().openPicture(
      photo.data ? { name: photo.name, data: photo.data } : { name: photo.name, url: photo.url },
    );
    if (current())
      store.setSubject({ photos: subject.photos.map((other) => (other === photo ? { ...photo, handle } : other)) });
    else
      void engine()
        .release(handle)
        .catch(() => {});
  }

  return {
    start,
    drop,
    cancel: () =>
      void (job
        ? engine()
            .cancel(job)
            .catch(() => {})
        : store.get().status === 'explaining' && abandon()),
    ensureClass() {
      const { shown, chosenClass, status } = store.get();
      if (!shown) return;
      const choice = shownClass(shown.study, chosenClass, shown.record.modelOutput, shown.record.outputs);
      if (placeInRecord(shown.record, choice) < 0 || status === 'error') start({ newInput: false });
    },
  };

  /** Nothing is typed: there is nothing to explain, and nothing on show holds any more. */
  function rest(current: boolean): void {
    if (current) store.set({ status: 'done', progress: null, shown: null, stale: false, notes: [] });
  }

  /** Cancelled before there was a job to cancel: while a photo opens, or between two edits. */
  function abandon(): void {
    drop();
    store.set({ status: 'done', progress: null, notes: [pageWords.answer.cancelledEmpty] });
  }
}

/**
 * Passes on the newest of what is taken, at most once a frame and not too often, but the first
 * estimate at once; notes are never lost.
 */
function createUpdates(show: (news: Progress) => void): { take: (news: Progress) => void; stop: () => void } {
  let latest: Progress | null = null;
  let estimated = false;
  let last = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const draw = () => {
    waiting = undefined;
    if (!latest || stopped) return;
    const news = latest;
    latest = null;
    last = performance.now();
    show(news);
  };
  // A hidden page has no frames, and its explanations go on.
  const atFrame = () => (document.hidden ? draw() : void requestAnimationFrame(draw));
  return {
    take(news) {
      if (stopped) return;
      const notes = [latest?.note, news.note].filter(Boolean).join(' ');
      latest = { ...news, record: news.record ?? latest?.record ?? null, note: notes || null };
      if (news.record && !estimated) {
        estimated = true;
        clearTimeout(waiting);
        return draw();
      }
      waiting ??= setTimeout(atFrame, Math.max(0, last + betweenUpdates - performance.now()));
    },
    stop() {
      stopped = true;
      // A note must not be lost with the last update.
      if (latest?.note) show({ ...latest, record: null });
      clearTimeout(waiting);
    },
  };
}
