import type { HostSide } from '../host-side.ts';
import type { Asked, Problem, WidgetError } from './types.ts';

type State = 'waiting' | 'running' | 'unknown';
type Question = Extract<Parameters<HostSide['ask']>[0], { type: 'predict' | 'explain' }>;

/** Milliseconds until what did not fit is sent. */
export const WAIT = 100;

/** Something that was asked, and is not answered yet. */
export interface Job {
  readonly id: number;
  /** Asked because of the element's properties, and not by a call. */
  readonly auto: boolean;
  /** null until the files in it are read. */
  question: Question | null;
  /** Its number in the protocol; 0 until it is sent. */
  sent: number;
  readonly states: ((state: State) => void)[];
  /** Called once it is answered, has failed or was cancelled. */
  over(): void;
  resolve(answer: unknown): void;
  reject(error: WidgetError): void;
}

export type Jobs = ReturnType<typeof createJobs>;

/**
 * What is asked of a frame, which need not be there yet. `way` leads to it, if it is; `opened` says
 * whether questions may be sent to it. `failed` is told of what went wrong but for cancelling.
 */
export function createJobs(
  way: () => HostSide | null | undefined,
  opened: () => boolean,
  failed: (detail: { id: number; problem: Problem; text: string }) => void,
) {
  const jobs = new Map<number, Job>();
  let last = 0;
  let later: ReturnType<typeof setTimeout> | undefined;

  /** Sends what is not sent yet and may be, in the order in which it was asked. */
  const send = (): void => {
    const host = way();
    clearTimeout(later);
    for (const job of host && opened() ? jobs.values() : []) {
      if (!job.question || job.sent) continue;
      try {
        job.sent = (host as HostSide).ask(job.question);
        if (!job.sent) {
          later = setTimeout(send, WAIT);
          return;
        }
      } catch (error) {
        fail(job, 'schema', `${error}`);
      }
    }
  };

  /** Nobody waits for it any more. */
  const drop = (job: Job): Job => {
    jobs.delete(job.id);
    for (const tell of job.states) tell('unknown');
    job.over();
    return job;
  };

  const fail = (job: Job, problem: Problem, text: string): void => {
    const { id } = job;
    if (!jobs.has(id)) return;
    drop(job);
    const name = problem === 'cancelled' ? 'AbortError' : 'WidgetError';
    job.reject(Object.assign(new Error(text), { name, problem }));
    // What the explanation meets as well is said once.
    if (problem !== 'cancelled' && !(job.auto && job.question?.type === 'predict')) failed({ id, problem, text });
  };

  const cancel = (job: Job | undefined, text: string): void => {
    if (!job) return;
    if (job.sent) way()?.cancel(job.sent);
    fail(job, 'cancelled', text);
  };

  return {
    send,
    fail,
    drop,
    waiting: () => jobs.size > 0,
    add<Answer>(question: Promise<Question>, auto: boolean, over: () => void): Asked<Answer> {
      last += 1;
      const job = { id: last, auto, question: null as Question | null, sent: 0, states: [], over };
      const answer = new Promise<Answer>((resolve, reject) => {
        jobs.set(last, Object.assign(job, { resolve, reject }) as Job);
      });
      question.then(
        (found) => {
          job.question = found;
          send();
        },
        (error) => fail(job as unknown as Job, 'schema', `${error}`),
      );
      // Of these, events tell.
      if (auto) answer.catch(() => {});
      return Object.assign(answer, { id: last });
    },
    /** The job that has this number in the protocol. */
    find: (sent: number) => [...jobs.values()].find((job) => job.sent === sent),
    failAll(problem: Problem, text: string): void {
      // Whoever hears of it may ask for more, which has not failed.
      for (const job of [...jobs.values()]) fail(job, problem, text);
    },
    cancel: (id: number, text: string) => cancel(jobs.get(id), text),
    /** Cancels what was asked because of properties that are others now. */
    cancelAuto(): void {
      for (const job of jobs.values()) if (job.auto) cancel(job, '');
    },
    async status(id: number): Promise<State> {
      const job = jobs.get(id);
      if (!job) return 'unknown';
      return job.sent && way()?.status(job.sent) ? new Promise((resolve) => job.states.push(resolve)) : 'waiting';
    },
  };
}
