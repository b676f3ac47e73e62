import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { canonicalJson } from '../../records/canonical.ts';
import type { Explanation } from '../../records/record.ts';
import type { ExplainRequest, Place, Progress } from '../protocol.ts';
import { sealRecord } from './compose-record.ts';
import { MOST_JOBS, type Queue, type Turn } from './queue.ts';

/** A caller who waits for an explanation. */
interface Watcher {
  readonly progress: (update: Progress) => void;
  readonly resolve: (record: Explanation | Promise<Explanation>) => void;
  readonly reject: (reason: unknown) => void;
  paused: boolean;
}

/** An explanation under way, for all callers who asked for it. */
interface Flight {
  /** Its job in the queue. */
  readonly job: string;
  /** The request with which others may join it; null once they may not. */
  key: string | null;
  readonly watchers: Map<string, Watcher>;
  /** The latest progress, with the latest estimate. */
  latest: Progress | null;
}

type Work = (turn: Turn, progress: (update: Progress) => void) => Promise<Explanation>;

/** A caller's wish for an explanation. */
export interface Wish {
  /** Names it for `cancel` and `pause`. */
  readonly name: string;
  readonly request: ExplainRequest;
  readonly place: Place;
  readonly progress: (update: Progress) => void;
}

export interface InFlight {
  /**
   * Runs `work` in its turn, or joins the callers who wait for an equal request: what is asked for
   * twice is computed once.
   */
  join(wish: Wish, work: Work): Promise<Explanation>;
  /**
   * Cancels for one caller; the job goes on for the others. False where the name is unknown here.
   */
  cancel(name: string): boolean;
  /** Pauses or resumes for one caller; the job pauses once all callers have paused it. */
  setPaused(name: string, paused: boolean): boolean;
}

/** Explanations in the queue, by what they explain. */
export function createInFlight(queue: Queue): InFlight {
  const flights = new Map<string, Flight>(); // by the callers' names
  let jobs = 0;

  function start(key: string | null, place: Place, work: Work): Flight {
    const flight: Flight = { job: `explanation #${++jobs}`, key, watchers: new Map(), latest: null };
    const progress = (update: Progress) => {
      flight.latest = { ...update, note: null, record: update.record ?? flight.latest?.record ?? null };
      for (const watcher of flight.watchers.values()) watcher.progress(update);
    };
    const end = (tell: (watcher: Watcher) => void) => {
      for (const name of flight.watchers.keys()) flights.delete(name);
      for (const watcher of flight.watchers.values()) tell(watcher);
    };
    queue
      .add(flight.job, place, (turn) => work(turn, progress))
      .then(
        (record) => end(({ resolve }) => resolve(record)),
        (reason) => end(({ reject }) => reject(reason)),
      );
    return flight;
  }

  const flightFor = (key: string): Flight | undefined => [...flights.values()].find((flight) => flight.key === key);

  const applyPauses = ({ job, watchers }: Flight): void => {
    const all = [...watchers.values()].every(({ paused }) => paused);
    if (all) queue.pause(job);
    else queue.resume(job);
  };

  return {
    async join({ name, request, place, progress }, work) {
      if (flights.has(name)) throw new OrielError('request-invalid', { text: message('engine.nameTaken', { name }) });
      if (flights.size >= MOST_JOBS) throw new OrielError('failure-busy', { jobs: MOST_JOBS });
      // What a time limit allows depends on the moment.
      const key =
        request.budget.milliseconds === undefined ? canonicalJson({ request, batch: place.batch === true }) : null;
      return new Promise((resolve, reject) => {
        const flight = (key !== null && flightFor(key)) || start(key, place, work);
        flights.set(name, flight);
        flight.watchers.set(name, { progress, resolve, reject, paused: false });
        if (flight.latest) progress(flight.latest);
        applyPauses(flight);
      });
    },

    cancel(name) {
      const flight = flights.get(name);
      if (!flight) return false;
      const { job, watchers, latest } = flight;
      const watcher = watchers.get(name);
      if (watchers.size === 1 || !watcher) {
        flight.key = null;
        queue.cancel(job);
        return true;
      }
      watchers.delete(name);
      flights.delete(name);
      if (latest?.record) watcher.resolve(sealRecord({ ...latest.record, stopped: 'cancelled' }));
      else watcher.reject(new OrielError('failure-cancelled'));
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
