import { OrielError } from '../../errors.ts';
import type { Answered, EvaluatorApi } from '../protocol.ts';
import type { GpuTurns } from './gpu-turns.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { firstRows, learn, type Pace, patience, prepared, type Setting, type Slot, wholeCalls } from './slot.ts';
import { STEP_MILLISECONDS } from './with-timeout.ts';

/** Units of work to be split over the evaluators; each answers `width` numbers. */
export interface Work {
  readonly total: number;
  readonly width: number;
  /** Model rows a unit, of so many numbers. */
  readonly rowsPerUnit: number;
  readonly columns: number;
  readonly setting: Setting | null;
  readonly pace: Pace;
  call(api: EvaluatorApi, from: number, to: number): Promise<Answered>;
}

/** Who work is shared out to. */
export interface Crew {
  /** There may be more of them after a replacement, and once the first has opened the model. */
  slots(): readonly Slot[];
  /** How many there will be. */
  places(): number;
  /** Aborts when nobody wants anything any more. */
  readonly closing: AbortSignal;
  readonly gpu: GpuTurns;
  /**
   * Puts a fresh evaluator into the place of one that failed so many times in a row; says whether
   * it was made to need less memory.
   */
  replace(slot: Slot, reason: string, failures: number, outOfMemory: boolean): boolean;
}

/**
 * Calls an evaluator is given at a time: the next one waits there, or on a GPU is made ready, while
 * the last one runs.
 */
const CALLS_OUT = 2;
/**
 * Each should take about this long: short enough to cancel and share out, long enough that messages
 * cost nothing.
 */
export const CALL_MILLISECONDS = 40;
/** Chunks become no shorter than this towards the end, while evaluators are busy. */
const LEAST_MILLISECONDS = 3;
/** Failures in a row, without one good chunk between them, after which the job fails. */
export const MAX_FAILURES = 4;

export interface Sharing {
  /** Splits work over evaluators and puts the answers together in order. */
  share(work: Work, signal: AbortSignal, answered?: (units: number) => void): Promise<Float64Array>;
  /** There is an evaluator with nothing to do. */
  serve(): void;
  /** While `work` goes on, nothing is shared out but what `asker` asks for. */
  alone<T>(asker: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Work that is not done yet. */
interface Underway extends Work {
  /** Who asked: all their work stops together. */
  readonly asker: AbortSignal;
  readonly result: Float64Array;
  readonly answered: (units: number) => void;
  /** The first unit that no evaluator was given. */
  next: number;
  /** Units not answered. */
  left: number;
  /** Chunks that failed. */
  readonly again: Chunk[];
  /** Failures in a row, of all places and of each. */
  failures: number;
  readonly failed: Map<Slot, number>;
  /** Nobody waits for its answers any more. */
  ended: boolean;
  end(error?: unknown): void;
}

type Chunk = readonly [from: number, to: number];

/**
 * Shares work out to evaluators as they come free, so that none waits while there is any: first
 * what its asker asked for first, and first the asker who came last, since what others left is of
 * jobs that wait. What an evaluator failed on is asked again of the one in its place, and of any
 * other.
 */
export function createSharing({ slots, places, closing, gpu, replace }: Crew): Sharing {
  let underway: readonly Underway[] = [];
  let watched = false;
  let sole: AbortSignal | null = null;

  /**
   * Gives every evaluator that has room a chunk, as long as there are any. Those that have not
   * opened the model are not waited for; where none has, the first one is, and may fail.
   */
  function serve(): void {
    const open = slots().filter(({ batchRows }) => batchRows !== null);
    for (let calls = 1; calls <= CALLS_OUT; calls++) {
      for (const slot of open.length > 0 ? open : slots().slice(0, 1)) {
        const work =
          slot.calls.length < calls && (slot.backend !== 'webgpu' || gpu.mayUse(sharing)) ? nextWork() : undefined;
        if (work) ask(work, take(work, slot), slot);
      }
    }
    if (slots().every(({ backend, calls }) => backend !== 'webgpu' || calls.length === 0)) gpu.done(sharing);
  }

  function nextWork(): Underway | undefined {
    const open = underway.filter(
      ({ asker, again, next, total }) => (sole === null || asker === sole) && (again.length > 0 || next < total),
    );
    const asker = open.at(-1)?.asker;
    return open.find((work) => work.asker === asker);
  }

  function take(work: Underway, slot: Slot): Chunk {
    const { again, next: from, total, rowsPerUnit, columns, pace, asker } = work;
    const returned = again.pop();
    if (returned) return returned;
    const speed = slot.speed[pace];
    const units = (rows: number): number => Math.max(1, Math.floor(wholeCalls(slot, rows) / rowsPerUnit));
    // Where a call takes long whatever its rows, as with networks that go step by step, small
    // chunks would make smaller ones. Rows that the model takes one by one gain nothing by being
    // many.
    const longest = Math.max(CALL_MILLISECONDS, slot.batchRows === 1 ? 0 : 2 * slot.quickest[pace]);
    const most = units(speed === null ? firstRows(pace, columns) : speed * longest);
    // Where there are several evaluators, chunks shrink towards the end, so that all come to it
    // together.
    const untaken = underway.reduce((sum, each) => sum + (each.asker === asker ? each.total - each.next : 0), 0);
    const among = places();
    const part =
      among === 1
        ? untaken
        : Math.max(units((speed ?? 0) * LEAST_MILLISECONDS), Math.ceil(untaken / (CALLS_OUT * among)));
    work.next = Math.min(total, from + Math.min(most, part, Math.ceil(untaken / among)));
    return [from, work.next];
  }

  async function ask(work: Underway, chunk: Chunk, slot: Slot): Promise<void> {
    const { connection } = slot;
    let giveUp: (reason: Error) => void = () => {};
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const [from, to] = chunk;
    const call = { of: work, pace: work.pace, rows: (to - from) * work.rowsPerUnit, giveUp };
    slot.calls = [...slot.calls, call];
    watch();
    try {
      const values = await Promise.race([answerTo(work, chunk, slot), givenUp]);
      if (values) took(work, chunk, values, slot);
      else if (!work.ended) work.again.push(chunk);
    } catch (error) {
      failedOn(work, chunk, slot, connection, error);
    }
    // A fresh evaluator in its place has no calls.
    if (slot.connection === connection) {
      slot.calls = slot.calls.filter((each) => each !== call);
      slot.waited = 0;
    }
    serve();
  }

  function took(work: Underway, [from, to]: Chunk, values: Float64Array, slot: Slot): void {
    work.result.set(values, from * work.width);
    work.left -= to - from;
    work.failures = 0;
    work.failed.delete(slot);
    if (!work.ended) work.answered(to - from);
    if (work.left === 0) work.end();
  }

  /** Null where it was skipped. Throws what the evaluator threw. */
  async function answerTo(work: Underway, [from, to]: Chunk, slot: Slot): Promise<Float64Array | null> {
    const { setting, pace, rowsPerUnit, columns } = work;
    const { connection } = slot;
    if (slot.batchRows === null) await slot.ready;
    // Sent together, so that no other work's setting comes between this one's and its call.
    const ready = setting && prepared(slot, setting);
    const answer = work.call(connection.api, from, to);
    answer.catch(() => {}); // met below, where what it needs was made ready
    await ready;
    const { values, milliseconds } = await answer;
    if (values) learn(slot, pace, (to - from) * rowsPerUnit, columns, milliseconds);
    return values;
  }

  function failedOn(work: Underway, chunk: Chunk, slot: Slot, connection: Slot['connection'], error: unknown): void {
    if (closing.aborted) return;
    if (isFinal(error)) {
      work.end(error);
      return;
    }
    work.again.push(chunk);
    // Several calls may be out at an evaluator: the first to fail replaces it for all.
    if (slot.connection !== connection) return;
    const text = error instanceof Error ? error.message : String(error);
    const own = (work.failed.get(slot) ?? 0) + 1;
    if (replace(slot, text, own, isOutOfMemory(text))) return;
    work.failed.set(slot, own);
    if (++work.failures >= MAX_FAILURES)
      work.end(new OrielError('failure-workers', { times: work.failures, text }, { cause: error }));
  }

  /** Tells evaluators not to begin what is not wanted any more. */
  function skip(work: Underway): void {
    for (const { calls, connection } of slots()) {
      if (calls.slice(1).some(({ of }) => of === work)) connection.api.skip().catch(() => {}); // who is gone skips all
    }
  }

  function watch(): void {
    if (!watched) setTimeout(look, STEP_MILLISECONDS);
    watched = true;
  }

  /**
   * Gives up evaluators that have not answered for too long, also where nobody wants the answer any
   * more.
   */
  function look(): void {
    watched = false;
    for (const slot of slots()) {
      const [oldest] = slot.calls;
      if (!oldest) continue;
      slot.waited += STEP_MILLISECONDS;
      const limit = patience(slot, oldest);
      if (slot.waited >= limit) oldest.giveUp(new Error(`no answer in ${Math.round(limit / 1000)} s`));
      watch();
    }
  }

  const share: Sharing['share'] = (work, asker, answered = () => {}) =>
    new Promise((resolve, reject) => {
      const result = new Float64Array(work.total * work.width);
      const cancelled = () => own.end(new OrielError('failure-cancelled'));
      const own: Underway = {
        ...work,
        asker,
        result,
        answered,
        next: 0,
        left: work.total,
        again: [],
        failures: 0,
        failed: new Map(),
        ended: false,
        end(error) {
          own.ended = true;
          underway = underway.filter((each) => each !== own);
          for (const signal of [asker, closing]) signal.removeEventListener('abort', cancelled);
          skip(own);
          if (error === undefined) resolve(result);
          else reject(error);
        },
      };
      if (asker.aborted || closing.aborted) return cancelled();
      if (work.total === 0) return own.end();
      for (const signal of [asker, closing]) signal.addEventListener('abort', cancelled);
      underway = [...underway, own];
      // What is asked together is shared out together.
      queueMicrotask(serve);
    });

  const alone: Sharing['alone'] = async (asker, work) => {
    sole = asker;
    try {
      return await work();
    } finally {
      sole = null;
      serve();
    }
  };

  const sharing: Sharing = { share, serve, alone };
  return sharing;
}

/**
 * An error that another evaluator would meet as well: the model's, the data's or the request's
 * fault.
 */
export const isFinal = (error: unknown): boolean => error instanceof OrielError && error.kind !== 'failure';
