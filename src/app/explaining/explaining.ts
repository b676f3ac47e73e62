import { type Message, message } from '../../catalogue/message.ts';
import type { EngineApi, Study } from '../../engine/protocol.ts';
import { asOrielError, OrielError } from '../../errors.ts';
import type { Explanation } from '../../records/record.ts';
import type { Store, Topic } from '../state.ts';
import { placeInRecord, shownClass } from '../wording/classes.ts';
import { inputOf, requestOf } from './request.ts';
import { createUpdates, type Update } from './updates.ts';

export interface Explaining {
  /** Explains what is chosen, replacing what runs. `newInput`: the prediction no longer holds. */
  start(choice: { newInput: boolean; delay?: number }): void;
  /** Stops and keeps the estimate so far. */
  cancel(): void;
  /** Stops and forgets: nothing of what runs will be shown. */
  drop(): void;
  /** As after a cancel: nothing is explained until the person asks for it. */
  wait(): void;
  /** Explains again if the class on show is not in the record. */
  ensureClass(): void;
}

/** What the page says of anything thrown. */
export const messageOf = (thrown: unknown): Message => asOrielError(thrown).said;

/** Whether a record's base is the mean of the model's answers, in the model's own units. */
const startsAtAverage = ({ additivityResidual, space, input }: Explanation): boolean =>
  additivityResidual !== null && space === 'output' && input.kind === 'tabular';

const isCancel = (thrown: unknown): boolean => thrown instanceof OrielError && thrown.code === 'failure-cancelled';

/** Runs one explanation at a time: a new one replaces the old, whose late answers are not shown. */
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
    // Even a timer without delay would wait for the page to be drawn.
    if (delay === 0) void explain(mine);
    else timer = setTimeout(() => void explain(mine), delay);
  }

  async function explain(mine: number): Promise<void> {
    const current = () => mine === run;
    const updates = createUpdates((update) => current() && show(update));
    const { topic } = store.get();
    if (!topic) return;
    try {
      // Evaluators open the model while a photo is read, or a text is not yet typed.
      engine()
        .warmUp(topic.study.handle, store.get().settings.backend)
        .catch(() => {}); // asking for an answer fails the same way and says so
      await openPhoto(topic, current);
      const input = current() ? inputOf(store.get().topic ?? topic) : null;
      if (!input) return rest(current());
      const { study } = topic;
      const answer = engine()
        .predict(study.handle, input, store.get().settings.backend)
        .then((prediction) => void (current() && store.set({ prediction })));
      // Which classes to ask for depends on the answer where there are many.
      if (!requestOf(store.get()) || requestOf(store.get())?.outputs === 'default') await answer;
      else answer.catch(() => {}); // the explanation fails the same way and says so
      const request = current() ? requestOf(store.get()) : null;
      if (!request) return;
      job = `explanation ${mine}`;
      const record = await engine().explain(job, request, updates.take, { watched: true });
      if (!current()) return;
      updates.stop();
      store.set({ status: 'done', shown: { record, study }, stale: false, progress: null });
      if (startsAtAverage(record)) store.set({ average: { study, outputs: record.outputs, base: record.base } });
      if (record.backend.name === 'native') void compare(study, record, current);
    } catch (thrown) {
      updates.stop();
      if (!current()) return;
      const cancelled = isCancel(thrown);
      if (cancelled) store.set({ notes: [...store.get().notes, message('page.answer.cancelledEmpty')] });
      else store.alert(messageOf(thrown));
      store.set({ status: cancelled ? 'done' : 'error', progress: null });
    } finally {
      if (current()) job = null;
    }

    function show({ news, notes: more }: Update): void {
      const { record, note: _, ...progress } = news;
      const notes = [...store.get().notes, ...more];
      store.set(
        topic && record
          ? { progress, notes, shown: { record, study: topic.study, unfinished: true }, stale: false }
          : { progress, notes },
      );
    }
  }

  /**
   * What answered by its structure is compared with the runtime, which takes longer to arrive than
   * the answer. What is on show stays as it is, but for the words that say so.
   */
  async function compare(study: Study, record: Explanation, current: () => boolean): Promise<void> {
    const { backend } = store.get().settings;
    const shows = () => current() && store.get().shown?.record === record;
    try {
      const { agrees, ...reason } = await engine().compare(study.handle, backend);
      if (!shows()) return;
      if (!agrees) start({ newInput: true });
      else store.set({ shown: { record: { ...record, backend: { ...record.backend, ...reason } }, study } });
    } catch (thrown) {
      if (!shows() || isCancel(thrown)) return;
      store.set({ notes: [...store.get().notes, message('page.trust.notCompared', { text: messageOf(thrown) })] });
    }
  }

  async function openPhoto(topic: Topic, current: () => boolean): Promise<void> {
    const photo = topic.photos[topic.photo];
    if (!photo || photo.handle) return;
    const { handle } = await engine().openPicture(
      photo.data ? { name: photo.name, data: photo.data } : { name: photo.name, url: photo.url },
    );
    if (current())
      store.setTopic({ photos: topic.photos.map((other) => (other === photo ? { ...photo, handle } : other)) });
    else
      void engine()
        .release(handle)
        .catch(() => {});
  }

  return {
    start,
    drop,
    wait: abandon,
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

  /** Nothing is typed, so there is nothing to explain, and what is on show no longer holds. */
  function rest(current: boolean): void {
    if (current) store.set({ status: 'done', progress: null, shown: null, stale: false, notes: [] });
  }

  /** Cancels before there is a job: while a photo opens, or between two edits. */
  function abandon(): void {
    drop();
    const stale = store.get().shown !== null;
    store.set({ status: 'done', progress: null, stale, notes: [message('page.answer.cancelledEmpty')] });
  }
}
