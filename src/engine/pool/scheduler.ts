import { OrielError } from '../../errors.ts';
import { letGo } from '../../numerics/let-go.ts';
import { CALLS_AT_A_TIME, takeChunk } from './chunk-size.ts';
import type { GpuTurns } from './gpu-turns.ts';
import { createHangWatch } from './hang-watch.ts';
import { reasonOf } from './reason.ts';
import { learnSpeed, prepareOnce, type Slot } from './slot.ts';
import type { ActiveWork, AnsweredPart, Chunk, Work } from './work.ts';

/** The evaluators that work is split over. */
export interface Evaluators {
  /** There may be more of them after a replacement, and once the first has opened the model. */
  slots(): readonly Slot[];
  /** How many there will be. */
  places(): number;
  /** Aborts when the pool is closed. */
  readonly closing: AbortSignal;
  readonly gpu: GpuTurns;
  /**
   * Puts a fresh evaluator into the place of one that has failed `failures` times in a row. Returns
   * whether the fresh one was made to need less memory.
   */
  replace(slot: Slot, error: unknown, failures: number): boolean;
}

/** Failures in a row, without a good chunk between them, after which the work fails. */
export const MAX_FAILURES = 4;

export interface Scheduler {
  /** Splits work over the evaluators and puts their answers together in order. */
  schedule(work: Work, caller: AbortSignal, answered?: AnsweredPart): Promise<Float64Array>;
  /** Gives chunks to evaluators that may have nothing to do. */
  assign(): void;
  /** While `work` goes on, only the work of `caller` is given out. */
  alone<T>(caller: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** A chunk that was given to an evaluator. */
interface Assignment {
  readonly work: ActiveWork;
  readonly chunk: Chunk;
  readonly slot: Slot;
  /** The evaluator's own connection; another evaluator may take its place meanwhile. */
  readonly connection: Slot['connection'];
}

/**
 * Gives work to evaluators as they become free, so that none waits while there is any. The caller
 * who came last goes first, since what the others left belongs to jobs that wait; the work of one
 * caller goes in the order of asking. Chunks on which an evaluator failed are given out again, to
 * the one that replaced it or to any other.
 */
export function createScheduler(evaluators: Evaluators): Scheduler {
  const { slots, places, closing, gpu } = evaluators;
  const watch = createHangWatch(slots);
  let active: readonly ActiveWork[] = [];
  let sole: AbortSignal | null = null;

  /**
   * Gives each evaluator that has room a chunk, as long as there are any. Evaluators that have not
   * opened the model are left out; if none has, the first one is given work, and may fail.
   */
  function assign(): void {
    const open = slots().filter(({ batchRows }) => batchRows !== null);
    for (let calls = 1; calls <= CALLS_AT_A_TIME; calls++) {
      for (const slot of open.length > 0 ? open : slots().slice(0, 1)) {
        const work =
          slot.calls.length < calls && (slot.backend !== 'webgpu' || gpu.mayUse(scheduler)) ? nextWork() : undefined;
        if (!work) continue;
        const chunk = takeChunk(work, slot, { untaken: untakenOf(work.caller), places: places() });
        ask({ work, chunk, slot, connection: slot.connection });
      }
    }
    if (slots().every(({ backend, calls }) => backend !== 'webgpu' || calls.length === 0)) gpu.done(scheduler);
  }

  function nextWork(): ActiveWork | undefined {
    const open = active.filter(
      ({ caller, returned, next, total }) =>
        (sole === null || caller === sole) && (returned.length > 0 || next < total),
    );
    const caller = open.at(-1)?.caller;
    return open.find((work) => work.caller === caller);
  }

  const untakenOf = (caller: AbortSignal): number =>
    active.reduce((sum, work) => sum + (work.caller === caller ? work.total - work.next : 0), 0);

  async function ask(assignment: Assignment): Promise<void> {
    const { work, chunk, slot, connection } = assignment;
    let giveUp: (reason: Error) => void = () => {};
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const call = { of: work, pace: work.pace, rows: rowsOf(work, chunk), giveUp };
    slot.calls = [...slot.calls, call];
    watch();
    try {
      const values = await Promise.race([answerTo(assignment), givenUp]);
      if (values) deliver(assignment, values);
      else if (!work.ended) work.returned.push(chunk);
    } catch (error) {
      recover(assignment, error, evaluators);
    }
    // An evaluator that took its place meanwhile has no calls yet.
    if (slot.connection === connection) {
      slot.calls = slot.calls.filter((each) => each !== call);
      slot.waited = 0;
    }
    assign();
  }

  /** Tells evaluators not to begin work that nobody wants any more. */
  function skip(work: ActiveWork): void {
    for (const { calls, connection } of slots()) {
      if (calls.slice(1).some(({ of }) => of === work)) connection.api.skip().catch(() => {}); // it may be gone
    }
  }

  const schedule: Scheduler['schedule'] = (work, caller, answered = () => {}) =>
    new Promise((resolve, reject) => {
      const result = new Float64Array(work.total * work.width);
      const cancelled = () => own.end(new OrielError('failure-cancelled'));
      const own: ActiveWork = {
        ...work,
        caller,
        result,
        answered,
        next: 0,
        left: work.total,
        returned: [],
        failures: 0,
        failuresOf: new Map(),
        ended: false,
        end(error) {
          own.ended = true;
          active = active.filter((each) => each !== own);
          for (const signal of [caller, closing]) signal.removeEventListener('abort', cancelled);
          skip(own);
          if (error === undefined) resolve(result);
          else reject(error);
        },
      };
      if (caller.aborted || closing.aborted) return cancelled();
      if (work.total === 0) return own.end();
      for (const signal of [caller, closing]) signal.addEventListener('abort', cancelled);
      active = [...active, own];
      // Work that is scheduled together is given out together.
      queueMicrotask(assign);
    });

  const alone: Scheduler['alone'] = async (caller, work) => {
    sole = caller;
    try {
      return await work();
    } finally {
      sole = null;
      assign();
    }
  };

  const scheduler: Scheduler = { schedule, assign, alone };
  return scheduler;
}

const rowsOf = ({ rowsPerUnit }: Work, [from, to]: Chunk): number => (to - from) * rowsPerUnit;

/** Null where the chunk was skipped. Throws what the evaluator threw. */
async function answerTo({ work, chunk, slot, connection }: Assignment): Promise<Float64Array | null> {
  const { preparation, pace, columns } = work;
  if (slot.batchRows === null) await slot.ready;
  // Sent together, so that no other preparation comes between this one and its call.
  const ready = preparation && prepareOnce(slot, preparation);
  const answer = work.call(connection.api, ...chunk);
  answer.catch(() => {}); // awaited below, unless preparing fails
  await ready;
  const { values, milliseconds } = await answer;
  if (values) learnSpeed(slot, pace, { rows: rowsOf(work, chunk), columns, milliseconds });
  return values;
}

function deliver({ work, chunk: [from, to], slot }: Assignment, values: Float64Array): void {
  work.result.set(values, from * work.width);
  work.left -= to - from;
  work.failures = 0;
  work.failuresOf.delete(slot);
  if (!work.ended) work.answered(to - from, from, values);
  if (work.left === 0) work.end();
  // Rows come by the hundred thousand, and nobody is told of them part by part.
  if (work.pace === 'explained') letGo(values);
}

/** Replaces an evaluator that failed and returns its chunk, unless any other would fail, too. */
function recover(
  { work, chunk, slot, connection }: Assignment,
  error: unknown,
  { closing, replace }: Evaluators,
): void {
  if (closing.aborted) return;
  if (isFinal(error)) {
    work.end(error);
    return;
  }
  work.returned.push(chunk);
  // An evaluator may fail on several calls at once: the first failure replaces it for all of them.
  if (slot.connection !== connection) return;
  const own = (work.failuresOf.get(slot) ?? 0) + 1;
  if (replace(slot, error, own)) return;
  work.failuresOf.set(slot, own);
  if (++work.failures >= MAX_FAILURES)
    work.end(new OrielError('failure-workers', { times: work.failures, text: reasonOf(error) }, { cause: error }));
}

/** Whether any other evaluator would fail, too: the model, the data or the request is at fault. */
export const isFinal = (error: unknown): boolean => error instanceof OrielError && error.kind !== 'failure';
