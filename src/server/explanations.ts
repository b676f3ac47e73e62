import { asOrielError, OrielError } from '../errors.ts';
import {
  type ExplainOptions,
  type Explanation,
  type Input,
  type Job,
  type Oriel,
  type OrielModel,
  type Origin,
  recordAs,
  type VertexExplanation,
} from '../library/index.ts';
import type { Gate } from './gate.ts';

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
  /** Begins it, or finds the same under way. Throws `failure-busy`. */
  begin(wanted: Wanted): Pending;
  /** One that is under way, has ended lately, or is kept; null where there is none. */
  find(id: string): Promise<Pending | null>;
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
  readonly oriel: Oriel;
  readonly gate: Gate;
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

export function createPendings({ oriel, gate, remembered, seconds, explained }: PendingsParts): Pendings {
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

  function begin({ id, name, model, input, options }: Wanted): Pending {
    const limit = options.budget?.milliseconds;
    const before = entries.get(id);
    if (before && !before.isOver && before.limit === limit) return before.pending;
    gate.check(1);
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
    const entry: Entry = { pending, limit, isOver: false };
    entries.delete(id);
    entries.set(id, entry);
    void pending.over.then(() => {
      clearTimeout(timer);
      entry.isOver = true;
      forget();
    });
    return pending;
  }

  return {
    begin,
    async find(id) {
      const entry = entries.get(id);
      if (entry) return entry.pending;
      const job = await oriel.job(id);
      if (!job) return null;
      const { pending, follow } = createPending(id, job.result, job.cancel);
      follow(job);
      // What is kept is there at once.
      if (job.status().from === 'kept') await pending.over;
      return pending;
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
