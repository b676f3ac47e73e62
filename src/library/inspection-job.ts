import type { InspectedRows, InspectionProgress } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import type { Inspection } from '../records/inspection.ts';
import { createTask, type Handle } from './task.ts';

export interface InspectionStatus {
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  readonly phase: InspectionProgress['phase'];
  /** Rows or columns of the phase, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly milliseconds: number;
  /** What is known by now: a complete record, whose parts that are to come are null. */
  readonly inspection: Inspection | null;
  /** The rows that are looked at, one by one; null before they are answered. */
  readonly rows: InspectedRows | null;
}

export interface InspectionEvents {
  /** More is known. */
  readonly part: (inspection: Inspection) => void;
  readonly progress: (status: InspectionStatus) => void;
  readonly done: (inspection: Inspection) => void;
  readonly error: (error: OrielError) => void;
}

/**
 * An inspection under way.
 *
 * @example
 * const job = model.inspect();
 * job.on('part', ({ performance, importance }) => draw(performance, importance));
 * const { fairness } = await job.result;
 */
export interface InspectionJob {
  /**
   * The record. Cancelled, it is what was known by then, or rejects with `failure-cancelled` where
   * that is nothing. Rejects with an OrielError.
   */
  readonly result: Promise<Inspection>;
  status(): InspectionStatus;
  /** Hears of it; one who asks for `done` or `error` later is told at once. Returns how to stop. */
  on<Name extends keyof InspectionEvents>(name: Name, listener: InspectionEvents[Name]): () => void;
  /** Ends it at once, whatever the engine still has in hand. */
  cancel(): void;
  /** Holds it; other jobs go on. */
  pause(): void;
  resume(): void;
}

export interface InspectionWork {
  readonly run: (report: (update: InspectionProgress) => void) => Promise<Inspection>;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
}

/** Runs work as a job. */
export function createInspectionJob({ run, handle, signal }: InspectionWork): InspectionJob {
  let stop: () => void = () => {};
  const stopped = new Promise<null>((resolve) => {
    stop = () => resolve(null);
  });
  let known: Inspection | null = null;
  let seen: InspectedRows | null = null;

  return createTask<InspectionStatus, Inspection, InspectionEvents>({
    status: { state: 'waiting', phase: 'answers', done: 0, total: 0, milliseconds: 0, inspection: null, rows: null },
    handle: {
      ...handle,
      cancel() {
        handle.cancel();
        stop();
      },
    },
    signal,
    async run({ progress, tell }) {
      const running = run(({ inspection, rows, explained, ...news }) => {
        known = inspection ?? known;
        seen = rows ?? seen;
        if (seen && explained) seen = { ...seen, explained };
        const told = progress({ ...news, inspection: known, rows: seen });
        if (told && inspection) tell('part', inspection);
      });
      // One that was cancelled may still end with an error, which nobody waits for.
      running.catch(() => {});
      const found = (await Promise.race([running, stopped])) ?? known;
      if (!found) throw new OrielError('failure-cancelled');
      return found.stopped === 'running' ? { ...found, stopped: 'cancelled' } : found;
    },
    ends: (inspection) => ({ state: inspection.stopped === 'cancelled' ? 'cancelled' : 'done', inspection }),
  });
}
