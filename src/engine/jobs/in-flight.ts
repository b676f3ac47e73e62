import { OrielError } from '../../errors.ts';
import { canonicalJson } from '../../records/canonical.ts';
import type { Explanation } from '../../records/record.ts';
import type { ExplainRequest, Progress } from '../protocol.ts';
import { sealRecord } from './compose-record.ts';
import { MOST_JOBS, type Place, type Queue, type Turn } from './queue.ts';

/** Somebody who waits for an explanation. */
interface Watcher {
  readonly progress: (news: Progress) => void;
  readonly resolve: (record: Explanation | Promise<Explanation>) => void;
  readonly reject: (reason: unknown) => void;
  paused: boolean;
}

/** An explanation under way, for all who asked for it. */
interface Flight {
  /** Its job in the queue. */
  readonly job: string;
  /** What others may ask for to join it; null once nobody may. */
  key: string | null;
  readonly watchers: Map<string, Watcher>;
  /** The latest news, with the latest estimate. */
  news: Progress | null;
}

type Work = (turn: Turn, progress: (news: Progress) => void) => Promise<Explanation>;

export interface InFlight {
  /**
   * Runs `work` in its turn, or waits with others for the same request: what is asked for twice is
   * computed once.
   */
  explain(
    name: string,
    request: ExplainRequest,
    place: Place,
    work: Work,
    progress: (news: Progress) => void,
  ): Promise<Explanation>;
  /**
   * Each says whether the name is one of its own. A job goes on until the last who wants it
   * cancels, and is paused when all pause it.
   */
  cancel(name: string): boolean;
  pause(name: string, paused: boolean): boolean;
}

/** Explanations in the queue, by what they explain. */
export function createInFlight(queue: Queue): InFlight {
  const flights = new Map<string, Flight>(); // by the watchers' names
  let jobs = 0;

  function start(key: string | null, place: Place, work: Work): Flight {
    const flight: Flight = { job: `explanation #${++jobs}`, key, watchers: new Map(), news: null };
    const progress = (news: Progress) => {
      flight.news = { ...news, note: null, record: news.record ?? flight.news?.record ?? null };
      for (const watcher of flight.watchers.values()) watcher.progress(news);
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

  /** One for the same request. */
  const same = (key: string): Flight | undefined => [...flights.values()].find((flight) => flight.key === key);

  const pauseAll = ({ job, watchers }: Flight): void => {
    const all = [...watchers.values()].every(({ paused }) => paused);
    if (all) queue.pause(job);
    else queue.resume(job);
  };

  return {
    async explain(name, request, place, work, progress) {
      if (flights.has(name))
        throw new OrielError('request-invalid', { text: `a job named "${name}" is already there` });
      if (flights.size >= MOST_JOBS) throw new OrielError('failure-busy', { jobs: MOST_JOBS });
      // What a time limit allows depends on when it is asked.
      const key =
        request.budget.milliseconds === undefined ? canonicalJson({ request, batch: place.batch === true }) : null;
      return new Promise((resolve, reject) => {
        const flight = (key !== null && same(key)) || start(key, place, work);
        flights.set(name, flight);
        flight.watchers.set(name, { progress, resolve, reject, paused: false });
        if (flight.news) progress(flight.news);
        pauseAll(flight);
      });
    },

    cancel(name) {
      const flight = flights.get(name);
      if (!flight) return false;
      const { job, watchers, news } = flight;
      const watcher = watchers.get(name);
      if (watchers.size === 1 || !watcher) {
        flight.key = null;
        queue.cancel(job);
        return true;
      }
      watchers.delete(name);
      flights.delete(name);
      if (news?.record) watcher.resolve(sealRecord({ ...news.record, stopped: 'cancelled' }));
      else watcher.reject(new OrielError('failure-cancelled'));
      pauseAll(flight);
      return true;
    },

    pause(name, paused) {
      const flight = flights.get(name);
      const watcher = flight?.watchers.get(name);
      if (!flight || !watcher) return false;
      watcher.paused = paused;
      pauseAll(flight);
      return true;
    },
  };
}
