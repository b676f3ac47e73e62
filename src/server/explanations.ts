import { asOrielError, OrielError } from '../errors.ts';
import { askedOf } from '../library/asked.ts';
import {
  type ExplainOptions,
  type Explanation,
  type Input,
  type Job,
  type OrielModel,
  type Origin,
  recordAs,
  type VertexExplanation,
} from '../library/index.ts';
import type { Shelf } from '../library/shelf.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Plain } from '../store/plain.ts';
import type { Gate } from './gate.ts';
import type { Models } from './models.ts';
import { Refusal } from './refusal.ts';

/** An explanation as it is answered: Vertex AI's form, with the record that says everything. */
export interface Answered extends VertexExplanation {
  readonly record: Explanation;
}

/** A record as it is answered. One of which nothing was learnt has no attributions. */
export async function answered(record: Explanation, modelOutputs: readonly string[] | undefined): Promise<Answered> {
  try {
    const [{ attributions }] = await recordAs('vertex', record, { ...(modelOutputs && { modelOutputs }) });
    return { attributions, record };
  } catch (error) {
    if (!(error instanceof OrielError && error.code === 'record-form')) throw error;
    return { attributions: [], record };
  }
}

/** How an explanation stands that is asked for without waiting for it. */
export interface Standing {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly record: Explanation | null;
  readonly error: OrielError | null;
}

/** An explanation that is asked for without waiting for it. */
export interface Pending {
  readonly id: string;
  standing(): Standing;
  /** Hears of every change. Returns how to stop. */
  hear(listener: () => void): () => void;
  cancel(): void;
  /** Resolves when it has ended, however it did. */
  readonly over: Promise<void>;
}

export interface Pendings {
  /**
   * Begins all of them but those that are under way already, or none; `begun` hears of each when it
   * will be over. Throws `failure-busy`, and Refusal where nothing is begun any more.
   */
  begin(all: readonly Wanted[], begun?: (over: Promise<void>) => void): void;
  /**
   * One that is under way, has ended lately, or is kept; null where there is none. One that was
   * under way when a service ended is begun again. Throws what `begin` throws.
   */
  find(id: string): Promise<Pending | null>;
  /** Ends one that was begun here and is under way; false where there is none. */
  cancel(id: string): boolean;
  /** Resolves when none is under way. */
  allOver(): Promise<void>;
  cancelAll(): void;
}

export interface Wanted {
  readonly id: string;
  /** As it is served. */
  readonly name: string;
  readonly model: OrielModel;
  readonly input: Input;
  readonly options: ExplainOptions;
}

export interface PendingsParts {
  /** Where explanations are kept. */
  readonly shelf: Pick<Shelf, 'byRequest' | 'unfinished'>;
  readonly models: Pick<Models, 'list' | 'isOpened'>;
  readonly gate: Gate;
  readonly isStopping: () => boolean;
  /** How many that have ended are remembered. */
  readonly remembered: number;
  /** Longest that one may take. */
  readonly seconds: number;
  /** Hears of each that was explained, by the model's name, and where it is from. */
  readonly explained: (model: string, from: Origin | null) => void;
}

interface Entry {
  readonly pending: Pending;
  readonly limit: number | undefined;
  isOver: boolean;
}

export function createPendings(parts: PendingsParts): Pendings {
  const { shelf, models, gate, isStopping, remembered, seconds, explained } = parts;
  /** By their ids, those that have ended least lately first. */
  const entries = new Map<string, Entry>();

  function forget(): void {
    let over = [...entries.values()].filter(({ isOver }) => isOver).length;
    for (const [id, { isOver }] of entries) {
      if (over <= remembered) return;
      if (!isOver) continue;
      entries.delete(id);
      over--;
    }
  }

  const isUnderWay = ({ id, options }: Wanted): boolean => {
    const before = entries.get(id);
    return before !== undefined && !before.isOver && before.limit === options.budget?.milliseconds;
  };

  function enter({ id, name, model, input, options }: Wanted): Pending {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), seconds * 1000);
    timer.unref();
    const result = gate.run(async () => {
      const job = model.explain(input, { ...options, signal: stop.signal });
      follow(job);
      const record = await job.result;
      explained(name, job.status().from);
      return record;
    }, stop.signal);
    const { pending, follow } = createPending(id, result, () => stop.abort());
    const entry: Entry = { pending, limit: options.budget?.milliseconds, isOver: false };
    entries.delete(id);
    entries.set(id, entry);
    void pending.over.then(() => {
      clearTimeout(timer);
      entry.isOver = true;
      forget();
    });
    return pending;
  }

  function begin(all: readonly Wanted[], begun: (over: Promise<void>) => void = () => {}): void {
    const fresh = new Map(all.filter((wanted) => !isUnderWay(wanted)).map((wanted) => [wanted.id, wanted]));
    if (fresh.size > 0 && isStopping()) throw new Refusal('stopping', {}, { 'Retry-After': '1' });
    gate.check(fresh.size);
    for (const wanted of fresh.values()) begun(enter(wanted).over);
  }

  /** What an unfinished request asks for, where its model is served with the same data. */
  async function wantedAgain(id: string, { asked, request }: ValueOf<'request'>): Promise<Wanted | null> {
    if (!models.isOpened()) throw new Refusal('starting', {}, { 'Retry-After': '5' });
    const { input, options } = askedOf(asked as Plain);
    if (input === null) return null;
    for (const { name, model } of models.list())
      if (model?.facts.model === request.model && (await model.idOf(input, options).catch(() => null)) === id)
        return { id, name, model, input, options };
    return null;
  }

  return {
    begin,
    async find(id) {
      const entry = entries.get(id);
      if (entry) return entry.pending;
      const unfinished = await shelf.unfinished(id);
      const wanted = unfinished && (await wantedAgain(id, unfinished));
      // Somebody else may have begun it since.
      if (wanted && !entries.has(id)) begin([wanted]);
      const again = entries.get(id);
      if (again) return again.pending;
      const found = await shelf.byRequest(id);
      if (!found) return null;
      const { pending } = createPending(id, Promise.resolve(found.record), () => {});
      await pending.over;
      return pending;
    },
    cancel(id) {
      const entry = entries.get(id);
      if (!entry || entry.isOver) return false;
      entry.pending.cancel();
      return true;
    },
    async allOver() {
      await Promise.all([...entries.values()].map(({ pending }) => pending.over));
    },
    cancelAll() {
      for (const { pending } of entries.values()) pending.cancel();
    },
  };
}

/** One explanation, of which the job may begin later. */
function createPending(id: string, explained: Promise<Explanation>, cancel: () => void) {
  const listeners = new Set<() => void>();
  let standing: Standing = { state: 'waiting', done: 0, total: null, record: null, error: null };
  const set = (change: Partial<Standing>): void => {
    standing = { ...standing, ...change };
    for (const hear of [...listeners]) hear();
  };
  const over = explained.then(
    (record) => set(record.stopped === 'cancelled' ? cancelled(record) : { state: 'done', record }),
    (thrown) => set({ state: 'failed', error: asOrielError(thrown) }),
  );
  const pending: Pending = {
    id,
    standing: () => standing,
    hear(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    cancel,
    over,
  };
  return {
    pending,
    follow(job: Job): void {
      job.on('progress', ({ done, total, estimate }) => set({ state: 'running', done, total, record: estimate }));
    },
  };
}

const cancelled = (record: Explanation): Partial<Standing> => ({
  state: 'failed',
  record,
  error: new OrielError('failure-cancelled'),
});
