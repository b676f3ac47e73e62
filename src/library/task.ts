import { asOrielError, OrielError } from '../errors.ts';
import { tell } from './tell.ts';

/** How a task is stopped and held, once it has begun. */
export interface Handle {
  cancel(): void;
  pause(): void;
  resume(): void;
}

export type TaskState = 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';

/** What those who listen hear at its end, and how far it is before. */
export interface TaskEvents<Status, Result> {
  readonly progress: (status: Status) => void;
  readonly done: (result: Result) => void;
  readonly error: (error: OrielError) => void;
}

/** What a task says of itself while it works. */
export interface Telling<Status, Events> {
  /** Notes what is known of it, and tells nobody. */
  note(change: Partial<Status>): void;
  /** Notes how far it is, unless it has ended, and tells those who listen; whether it was told. */
  progress(change: Partial<Status>): boolean;
  /** Tells those who listen for `name`. */
  tell(name: keyof Events, told: unknown): void;
}

export interface TaskParts<Status, Result, Events> {
  /** How it stands at first. */
  readonly status: Status;
  readonly handle: Handle;
  readonly signal: AbortSignal | undefined;
  /** Does it; what is thrown ends it. */
  readonly run: (telling: Telling<Status, Events>) => Promise<Result>;
  /** How it stands with its result. */
  readonly ends: (result: Result) => Partial<Status>;
}

/** Work that others hear of, hold and end. */
export interface Task<Status, Result, Events extends TaskEvents<Status, Result>> {
  readonly result: Promise<Result>;
  status(): Status;
  on<Name extends keyof Events>(name: Name, listener: Events[Name]): () => void;
  cancel(): void;
  pause(): void;
  resume(): void;
}

export function createTask<
  Status extends { readonly state: TaskState },
  Result,
  Events extends TaskEvents<Status, Result> = TaskEvents<Status, Result>,
>({ status: first, handle, signal, run, ends }: TaskParts<Status, Result, Events>): Task<Status, Result, Events> {
  type Listener = { readonly name: keyof Events; readonly hear: (told: unknown) => void };
  const listeners = new Set<Listener>();
  let status = first;
  let ended: { readonly name: 'done' | 'error'; readonly told: unknown } | null = null;
  /** What it would be if it were not held. */
  let held: TaskState | null = null;

  const note = (change: Partial<Status>): void => {
    status = { ...status, ...change };
  };
  const stand = (state: TaskState): void => note({ state } as Partial<Status>);
  const tellAll = (name: keyof Events, told: unknown): void =>
    tell(
      [...listeners].filter((one) => one.name === name).map(({ hear }) => hear),
      told,
    );
  const cancel = (): void => {
    if (!ended) handle.cancel();
  };
  const telling: Telling<Status, Events> = {
    note,
    progress(change) {
      if (ended) return false;
      note(change);
      if (held) held = 'running';
      stand(held ? 'paused' : 'running');
      tellAll('progress', status);
      return true;
    },
    tell: tellAll,
  };

  async function work(): Promise<Result> {
    try {
      if (signal?.aborted) throw new OrielError('failure-cancelled');
      const result = await run(telling);
      note(ends(result));
      ended = { name: 'done', told: result };
      return result;
    } catch (thrown) {
      const error = asOrielError(thrown);
      stand(error.code === 'failure-cancelled' ? 'cancelled' : 'failed');
      ended = { name: 'error', told: error };
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (ended) tellAll(ended.name, ended.told);
      listeners.clear();
    }
  }

  signal?.addEventListener('abort', cancel);
  const result = work();
  // Who only listens is told there.
  result.catch(() => {});
  return {
    result,
    status: () => status,
    cancel,
    pause() {
      if (ended || held) return;
      held = status.state;
      stand('paused');
      handle.pause();
    },
    resume() {
      if (ended || !held) return;
      stand(held);
      held = null;
      handle.resume();
    },
    on(name, listener) {
      const one = { name, hear: listener as unknown as Listener['hear'] };
      if (!ended) listeners.add(one);
      else if (ended.name === name) {
        const { told } = ended;
        queueMicrotask(() => one.hear(told));
      }
      return () => void listeners.delete(one);
    },
  };
}
