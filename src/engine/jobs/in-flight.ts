import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { canonicalJson } from '../../records/canonical.ts';
import type { Explanation } from '../../records/record.ts';
import type { ExplainRequest, Place, Progress } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import { sealRecord } from './compose-record.ts';
import { MOST_JOBS, type Queue, type Turn } from './queue.ts';

/** A caller who waits for what is computed. */
interface Watcher<T, P> {
  readonly progress: (update: P) => void;
  readonly resolve: (result: T | Promise<T>) => void;
  readonly reject: (reason: unknown) => void;
  readonly client: string;
  paused: boolean;
}

/** A job under way, for all callers who asked for it. */
interface Flight<T, P> {
  /** Its job in the queue. */
  readonly job: string;
  /** The wish with which others may join it; null once they may not. */
  key: string | null;
  readonly watchers: Map<string, Watcher<T, P>>;
  /** What is told to those who join. */
  latest: P | null;
}

/** A caller's wish. */
export interface Wish<P> {
  /** Names it for `cancel` and `pause`. */
  readonly name: string;
  /** Equal where the same is asked for; null where it is never the same. */
  readonly key: string | null;
  readonly place: Place;
  readonly progress: (update: P) => void;
}

export interface InFlight<T, P> {
  /**
   * Runs `work` in its turn, or joins the callers who wait for the same: what is asked for twice
   * is computed once.
   */
  join(wish: Wish<P>, work: (turn: Turn, progress: (update: P) => void) => Promise<T>): Promise<T>;
  /**
   * Cancels for one caller; the job goes on for the others. False where the name is unknown here.
   */
  cancel(name: string): boolean;
  /** Pauses or resumes for one caller; the job pauses once all callers have paused it. */
  setPaused(name: string, paused: boolean): boolean;
}

export interface Sharing<T, P> {
  readonly queue: Queue;
  /** Begins the names of its jobs in the queue, which others do not use. */
  readonly what: string;
  /** What is told to those who join after an update. */
  readonly latest: (update: P, before: P | null) => P;
  /** What a caller who cancels is given while others wait; null where there is nothing yet. */
  readonly partial: (latest: P | null) => T | Promise<T> | null;
}

/** Explanations in the queue, by what they explain. */
export const explanationsInFlight = (queue: Queue): InFlight<Explanation, Progress> =>
  createInFlight({
    queue,
    what: 'explanation',
    latest: (update, before) => ({ ...update, note: null, record: update.record ?? before?.record ?? null }),
    partial: (latest) => (latest?.record ? sealRecord({ ...latest.record, stopped: 'cancelled' }) : null),
  });

/**
 * What a time limit allows depends on the moment, so that such requests are never the same. Of
 * studies that were bound once for several, all may be asked the same.
 */
export const explanationKey = (
  request: ExplainRequest,
  { shared }: Pick<StudyState, 'shared'>,
  { batch = false, fresh }: Place,
): string | null =>
  request.budget.milliseconds === undefined
    ? canonicalJson({ request: { ...request, study: shared ?? request.study }, batch, fresh })
    : null;

/** Jobs in the queue, by what they are asked for. */
export function createInFlight<T, P>({ queue, what, latest, partial }: Sharing<T, P>): InFlight<T, P> {
  const flights = new Map<string, Flight<T, P>>(); // by the callers' names
  let jobs = 0;

  function start({ key, place }: Wish<P>, work: Parameters<InFlight<T, P>['join']>[1]): Flight<T, P> {
    const flight: Flight<T, P> = { job: `${what} #${++jobs}`, key, watchers: new Map(), latest: null };
    const progress = (update: P) => {
      flight.latest = latest(update, flight.latest);
      for (const watcher of flight.watchers.values()) watcher.progress(update);
    };
    const end = (tell: (watcher: Watcher<T, P>) => void) => {
      for (const name of flight.watchers.keys()) flights.delete(name);
      for (const watcher of flight.watchers.values()) tell(watcher);
    };
    queue
      .add(flight.job, place, (turn) => work(turn, progress))
      .then(
        (result) => end(({ resolve }) => resolve(result)),
        (reason) => end(({ reject }) => reject(reason)),
      );
    return flight;
  }

  const waiting = (client: string): number =>
    [...flights].filter(([name, { watchers }]) => watchers.get(name)?.client === client).length;

  const flightFor = (key: string): Flight<T, P> | undefined =>
    [...flights.values()].find((flight) => flight.key === key);

  const applyPauses = ({ job, watchers }: Flight<T, P>): void => {
    const all = [...watchers.values()].every(({ paused }) => paused);
    if (all) queue.pause(job);
    else queue.resume(job);
  };

  return {
    async join(wish, work) {
      const { name, key, progress, place } = wish;
      const { client = '' } = place;
      if (flights.has(name)) throw new OrielError('request-invalid', { text: message('engine.nameTaken', { name }) });
      if (waiting(client) >= MOST_JOBS) throw new OrielError('failure-busy', { jobs: MOST_JOBS });
      return new Promise((resolve, reject) => {
        const flight = (key !== null && flightFor(key)) || start(wish, work);
        flights.set(name, flight);
        flight.watchers.set(name, { progress, resolve, reject, client, paused: false });
        if (flight.latest) progress(flight.latest);
        applyPauses(flight);
      });
    },

    cancel(name) {
      const flight = flights.get(name);
      if (!flight) return false;
      const { job, watchers } = flight;
      const watcher = watchers.get(name);
      if (watchers.size === 1 || !watcher) {
        flight.key = null;
        queue.cancel(job);
        return true;
      }
      watchers.delete(name);
      flights.delete(name);
      const soFar = partial(flight.latest);
      if (soFar === null) watcher.reject(new OrielError('failure-cancelled'));
      else watcher.resolve(soFar);
      applyPauses(flight);
      return true;
    },

    setPaused(name, paused) {
      const flight = flights.get(name);
      const watcher = flight?.watchers.get(name);
      if (!flight || !watcher) return false;
      watcher.paused = paused;
      applyPauses(flight);
      return true;
    },
  };
}
