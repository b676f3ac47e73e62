import { type Message, message } from '../../catalogue/message.ts';
import { asOrielError, OrielError } from '../../errors.ts';
import type { Job, Study } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { Explanation } from '../../records/record.ts';
import { placeInRecord, shownClass } from '../../wording/classes.ts';
import type { Topic } from '../state.ts';
import type { Store } from '../store.ts';
import { learnAverage } from './average.ts';
import { inputOf, optionsOf } from './request.ts';
import { createUpdates, type Update } from './updates.ts';

export interface Choice {
  /** Whether the prediction no longer holds. */
  readonly newInput: boolean;
  readonly delay?: number;
  /** The same more exactly: what is on show stays until an estimate has more samples. */
  readonly better?: boolean;
  /** Whether nothing is made use of that was explained before. */
  readonly fresh?: boolean;
}

export interface Explaining {
  /** Explains what is chosen, replacing what runs. */
  start(choice: Choice): void;
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

const isCancel = (thrown: unknown): boolean => thrown instanceof OrielError && thrown.code === 'failure-cancelled';

export interface ExplainingParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf' | 'openPicture' | 'release'>;
  /** Hears of each explanation that is shown, once nothing more is found out about it. */
  readonly settled?: (record: Explanation) => void;
}

/** Runs one explanation at a time: a new one replaces the old, whose late answers are not shown. */
export function createExplaining({ store, session, settled = () => {} }: ExplainingParts): Explaining {
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let job: Job | null = null;

  function drop(): void {
    run++;
    clearTimeout(timer);
    job?.cancel();
    job = null;
  }

  function start(choice: Choice): void {
    const { newInput, delay = 0, better = false } = choice;
    drop();
    const mine = run;
    const { shown, stale } = store.get();
    store.set({
      status: 'explaining',
      progress: { done: 0, total: null, calls: 0, milliseconds: 0 },
      stale: better ? stale : shown !== null,
      notes: [],
      ...(newInput ? { prediction: null } : {}),
    });
    // Even a timer without delay would wait for the page to be drawn.
    if (delay === 0) void explain(mine, choice);
    else timer = setTimeout(() => void explain(mine, choice), delay);
  }

  async function explain(mine: number, { better = false, fresh = false }: Choice): Promise<void> {
    const current = () => mine === run;
    const least = better ? (store.get().shown?.record.coalitions ?? 0) : 0;
    const updates = createUpdates((update) => current() && show(update));
    const { topic } = store.get();
    if (!topic) return;
    try {
      // Evaluators open the model while a photo is read, or a text is not yet typed.
      const model = session.modelOf(topic.study);
      const { backend } = store.get().settings;
      model.warmUp({ backend }).catch(() => {}); // asking for an answer fails the same way and says so
      await openPhoto(topic, current);
      const input = current() ? inputOf(store.get().topic ?? topic) : null;
      if (input === null) return rest(current());
      const { study } = topic;
      const answer = model
        .predict([input], { backend: store.get().settings.backend })
        .then(([values]) => void (current() && store.set({ prediction: { outputs: study.outputs, values } })));
      const wanted = optionsOf(store.get());
      // Which classes to ask for depends on the answer where there are many. A limit of time is for
      // explaining: it counts once the model is loaded and has answered.
      if ((wanted?.outputs ?? 'default') === 'default' || wanted?.budget?.milliseconds !== undefined) await answer;
      else answer.catch(() => {}); // the explanation fails the same way and says so
      const options = current() ? optionsOf(store.get()) : null;
      if (!options) return;
      const asked = model.explain(input, { ...options, watched: true, fresh });
      job = asked;
      asked.on('progress', updates.take);
      const record = await asked.result;
      if (!current()) return;
      updates.stop();
      // Cancelled before it was any better, what was on show is still the best there is.
      if (record.stopped === 'cancelled' && record.coalitions < least)
        return store.set({ status: 'done', stale: true, progress: null });
      const { from, keptAt, calls: paid, known } = asked.status();
      const source = { from: from ?? 'computed', paid, known, ...(keptAt !== undefined && { keptAt }) };
      store.set({ status: 'done', shown: { record, study, source }, stale: false, progress: null });
      void learnAverage(store, { record, study }, () => model.average(input, options));
      const compared = record.backend.name === 'native' ? compare(study, record, current) : Promise.resolve();
      void compared.then(() => settled(record));
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

    function show({ news, record, notes: more }: Update): void {
      const { done, total, calls, milliseconds } = news;
      const progress = { done, total, calls, milliseconds };
      const notes = [...store.get().notes, ...more];
      store.set(
        topic && record && record.coalitions >= least
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
      const { agrees, ...reason } = await session.modelOf(study).compare({ backend });
      if (!shows()) return;
      if (!agrees) return start({ newInput: true, fresh: true });
      const compared = { ...record, backend: { ...record.backend, ...reason } };
      store.set({ shown: { ...store.get().shown, record: compared, study } });
    } catch (thrown) {
      if (!shows() || isCancel(thrown)) return;
      store.set({ notes: [...store.get().notes, message('page.trust.notCompared', { text: messageOf(thrown) })] });
    }
  }

  async function openPhoto(topic: Topic, current: () => boolean): Promise<void> {
    const photo = topic.photos[topic.photo];
    if (!photo || photo.opened) return;
    const opened = await session.openPicture(
      photo.data ? { name: photo.name, data: photo.data } : { name: photo.name, url: photo.url },
    );
    if (current())
      store.setTopic({ photos: topic.photos.map((other) => (other === photo ? { ...photo, opened } : other)) });
    else session.release([opened]);
  }

  return {
    start,
    drop,
    wait: abandon,
    cancel() {
      if (job) job.cancel();
      else if (store.get().status === 'explaining') abandon();
    },
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
