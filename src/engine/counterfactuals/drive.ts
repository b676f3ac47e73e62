import type { Ask, Outcome, Reply } from '../../counterfactuals/counterfactual.ts';
import { type ErrorCode, OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import type { LimitedTime } from '../jobs/limited-time.ts';
import type { Pool } from '../pool/pool.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';

/** What a search is driven with. */
export interface Drive<Said = Outcome> {
  readonly pool: Pick<Pool, 'predict'>;
  /** K of the model, and columns of a row. */
  readonly outputs: number;
  readonly columns: number;
  readonly time: LimitedTime;
  readonly cancelled: Promise<'cancelled'>;
  /** Called wherever others may go first. */
  readonly rest: () => Promise<void>;
  /** Told what could be said by now. */
  readonly told: (estimate: () => Said, calls: number) => void;
}

export interface Driven<Said = Outcome> {
  readonly outcome: Said;
  readonly stopped: 'done' | 'deadline' | 'cancelled';
  readonly calls: number;
}

/** Errors by which a model says that it has no answer to a row. */
const WITHOUT_ANSWER: readonly ErrorCode[] = ['model-not-finite', 'model-input'];

/** Whoever waits for messages waits no longer than this. */
const AT_A_TIME = 20;

/**
 * Drives a search: has the model answer what it asks for, and tells it to end when the time is up
 * or the person cancels. What the model has been given by then is not waited for.
 */
export async function drive<Said>(
  search: Generator<Ask<Said>, Said, Reply>,
  { pool, outputs, columns, time, cancelled, rest, told }: Drive<Said>,
): Promise<Driven<Said>> {
  const all = Array.from({ length: outputs }, (_, output) => output);
  const abort = new AbortController();
  let stopped: Driven['stopped'] = 'done';
  const halt = (why: 'deadline' | 'cancelled'): null => {
    if (stopped === 'done') stopped = why;
    abort.abort();
    return null;
  };
  const timer = time.until(0);
  const halted = Promise.race([cancelled, timer.passed]).then(halt);
  /** The model's answers; no numbers where it cannot take a row or gives none. */
  async function answersTo({ count, data }: Rows): Promise<Float64Array> {
    try {
      return await pool.predict({ count, columns, data }, all, abort.signal);
    } catch (error) {
      if (!(error instanceof OrielError && WITHOUT_ANSWER.includes(error.code))) throw error;
      if (count === 1) return new Float64Array(outputs).fill(Number.NaN);
      const half = count >> 1;
      const first = await answersTo({ count: half, columns, data: data.slice(0, half * columns) });
      const second = await answersTo({ count: count - half, columns, data: data.slice(half * columns) });
      return Float64Array.of(...first, ...second);
    }
  }
  let calls = 0;
  let since = time.now();
  try {
    let reply: Reply = { answers: new Float64Array(), stop: false };
    for (;;) {
      const next = search.next(reply);
      if (next.done) return { outcome: next.value, stopped, calls };
      const { rows, count, estimate } = next.value;
      if (time.now() - since > AT_A_TIME || count > 0) {
        told(estimate, calls);
        await yieldToMessages();
        await rest();
        since = time.now();
      }
      if (time.left() <= 0) halt('deadline');
      let answers: Float64Array | null = new Float64Array();
      if (count > 0 && stopped === 'done') {
        const asked = answersTo({ count, columns, data: rows }).catch((error: unknown) => {
          // What is not waited for any more was ended here.
          if (stopped !== 'done') return null;
          throw error;
        });
        answers = await Promise.race([asked, halted]);
        if (answers) calls += count;
      }
      reply = { answers: answers ?? new Float64Array(), stop: stopped !== 'done' };
    }
  } finally {
    timer.clear();
  }
}
