import { OrielError } from '../errors.ts';
import type { AnswersBy } from '../models/model.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import type { Answered, EvaluatorApi, EvaluatorReady } from './protocol.ts';
import type { Connection } from './wire.ts';

/** What an evaluator must be told before a kind of call; it keeps the last of each kind. */
export interface Setting {
  readonly kind: 'game' | 'method';
  readonly of: object;
  prepare(api: EvaluatorApi): Promise<unknown>;
}

/** Kinds of work whose speeds differ by orders of magnitude. */
type Pace = 'answers' | 'explained' | 'derivatives';

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

/** An evaluator's place in the pool; who fills it changes when one dies. */
export interface Slot {
  connection: Connection<EvaluatorApi>;
  readonly backend: AnswersBy;
  ready: Promise<EvaluatorReady>;
  /** Rows of one call of its model, at most; null until it is open. */
  batchRows: number | null;
  prepared: Partial<Record<Setting['kind'], { readonly of: object; readonly done: Promise<unknown> }>>;
  /** Rows a millisecond, from the last chunks: rows answered, and rows explained. */
  speed: Record<Pace, number | null>;
  /** Milliseconds of its quickest chunk: what a call takes however few its rows are, or less. */
  quickest: Record<Pace, number>;
}

/** Who work is shared out to. */
export interface Crew {
  /** There may be more of them after a replacement. */
  slots(): readonly Slot[];
  /** Aborts when nobody wants anything any more. */
  readonly closing: AbortSignal;
  /** Puts a fresh evaluator into the place of one that failed so many times in a row; says whether it was made to need less memory. */
  replace(slot: Slot, reason: string, failures: number, outOfMemory: boolean): boolean;
}

/** A chunk should take about this long: short enough to cancel and share out, long enough that messages cost nothing. */
export const CHUNK_MILLISECONDS = 80;
/** A call that took less says little of the speed: most of it may be what any call takes. */
const TELLING_MILLISECONDS = 5;
/** Numbers in an evaluator's first chunk, before its speed is known: some hundred table rows, or one picture. */
const FIRST_NUMBERS = 16384;
/** Rows in an evaluator's first chunk of what may take a thousand times as long as an answer. */
const FIRST_SLOW = 8;
/** A call that has taken this many times what it should is given up as hung; */
const HUNG_FACTOR = 50;
/** where it has answered nothing yet, or shaders may have to compile, after a minute, */
export const HUNG_MILLISECONDS = 60_000;
/** and never sooner than this: a machine may be busy, a page hidden. */
const LEAST_HUNG_MILLISECONDS = 10_000;
/**
 * Waiting is counted in steps: a machine that slept, or a browser that was stopped, comes back with its timers long past, and one of them
 * is then one step.
 */
const STEP_MILLISECONDS = 1000;
/** Failures in a row, without one good chunk between them, after which the job fails. */
export const MAX_FAILURES = 4;

/**
 * Splits work over evaluators and puts the answers together in order. What an evaluator failed on is asked again of the one in its place,
 * and of any other.
 */
export async function shareOut(
  { slots, closing, replace }: Crew,
  { total, width, rowsPerUnit, columns, setting, pace, call }: Work,
  outer: AbortSignal,
  answered: (units: number) => void = () => {},
): Promise<Float64Array> {
  const first = pace === 'answers' ? FIRST_NUMBERS / columns : FIRST_SLOW;
  const result = new Float64Array(total * width);
  const again: (readonly [number, number])[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal, closing]);
  let next = 0;
  let failures = 0;
  /** Each place's own failures in a row. */
  const failed = new Map<Slot, number>();

  const take = (slot: Slot): readonly [number, number] | undefined => {
    const returned = again.pop();
    if (returned || next >= total) return returned;
    const speed = slot.speed[pace];
    // Where a call takes long whatever its rows, as with networks that go step by step, small chunks would make smaller ones.
    const rows = speed === null ? first : speed * Math.max(CHUNK_MILLISECONDS, 2 * slot.quickest[pace]);
    const full = Math.max(1, Math.floor(rows / rowsPerUnit));
    const size = Math.min(full, Math.ceil(total / slots().reduce((sum, each) => sum + callsOut(each), 0)));
    const from = next;
    next = Math.min(total, next + size);
    return [from, next];
  };

  const work = async (slot: Slot): Promise<void> => {
    for (let chunk = take(slot); chunk; chunk = take(slot)) {
      const [from, to] = chunk;
      const { connection } = slot;
      try {
        slot.batchRows ??= (await settled(slot.ready, signal, HUNG_MILLISECONDS)).batchRows;
        // Sent together, so that no other work's setting comes between this one's and its call.
        const ready = setting && prepared(slot, setting);
        const answer = call(connection.api, from, to);
        answer.catch(() => {}); // met below, where what it needs was made ready
        if (ready) await settled(ready, signal, HUNG_MILLISECONDS);
        const rows = (to - from) * rowsPerUnit;
        const before = slot.speed[pace];
        const least =
          slot.quickest[pace] === Number.POSITIVE_INFINITY || slot.backend === 'webgpu' ? HUNG_MILLISECONDS : LEAST_HUNG_MILLISECONDS;
        const limit = Math.max(least, before ? (HUNG_FACTOR * rows) / before : 0);
        const { values, milliseconds } = await settled(answer, signal, limit);
        result.set(values, from * width);
        const taken = Math.max(0.05, milliseconds);
        slot.quickest[pace] = Math.min(slot.quickest[pace], taken);
        slot.speed[pace] = learnt(before, rows, taken, first);
        failures = 0;
        failed.delete(slot);
        answered(to - from);
      } catch (error) {
        if (signal.aborted || isFinal(error)) throw error;
        again.push(chunk);
        // Several calls may be out at an evaluator: the first to fail replaces it for all.
        if (slot.connection !== connection) continue;
        const text = error instanceof Error ? error.message : String(error);
        const own = (failed.get(slot) ?? 0) + 1;
        if (replace(slot, text, own, isOutOfMemory(text))) continue;
        failed.set(slot, own);
        if (++failures >= MAX_FAILURES) throw new OrielError('failure-workers', { times: failures, text }, { cause: error });
      }
    }
  };
  try {
    await Promise.all(slots().flatMap((slot) => Array.from({ length: callsOut(slot) }, () => work(slot))));
  } catch (error) {
    stop.abort();
    throw error;
  }
  return result;
}

/** Calls an evaluator is given at a time: on a GPU the next one is made ready while the last one runs. */
const callsOut = ({ backend }: Slot): number => (backend === 'webgpu' ? 2 : 1);

/** An evaluator's speed in rows a millisecond after one more call; null while none said anything of it. */
function learnt(before: number | null, rows: number, taken: number, first: number): number | null {
  const speed = rows / taken;
  if (before === null) return taken >= TELLING_MILLISECONDS || 2 * rows >= first ? speed : null;
  return taken >= TELLING_MILLISECONDS || speed > before ? (before + speed) / 2 : before;
}

/** What preparing an evaluator came to; it is done once. */
export function prepared(slot: Slot, { kind, of, prepare }: Setting): Promise<unknown> {
  const before = slot.prepared[kind];
  if (before?.of === of) return before.done;
  const done = prepare(slot.connection.api);
  done.catch(() => {}); // whoever needs it meets the error
  slot.prepared[kind] = { of, done };
  return done;
}

/** An error that another evaluator would meet as well: the model's, the data's or the request's fault. */
export const isFinal = (error: unknown): boolean => error instanceof OrielError && error.kind !== 'failure';

/** `promise`, unless `signal` aborts or `limit` milliseconds pass first. */
export function settled<T>(promise: Promise<T>, signal: AbortSignal, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const aborted = () => {
      finish();
      reject(new OrielError('failure-cancelled'));
    };
    let left = limit;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const step = Math.min(left, STEP_MILLISECONDS);
      timer = setTimeout(() => {
        left -= step;
        if (left > 0) return wait();
        finish();
        reject(new Error(`no answer in ${Math.round(limit / 1000)} s`));
      }, step);
    };
    wait();
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted);
    promise.then(
      (value) => {
        finish();
        resolve(value);
      },
      (error) => {
        finish();
        reject(error);
      },
    );
  });
}
