import type { HostSide } from '../host-side.ts';
import type { Question } from './asking.ts';
import type { Asked, Problem, WidgetError } from './types.ts';

/** Something that was asked, and is not answered yet. */
export interface Job {
  readonly id: number;
  /** Asked because of the element's properties, and not by a call. */
  readonly auto: boolean;
  readonly question: Question;
  /** Its number in the protocol; 0 until it is sent. */
  sent: number;
  /** Whether there was progress; a frame may begin before, and of predictions there is none. */
  runs: boolean;
  /** Called once it is answered, has failed or was cancelled. */
  over(): void;
  resolve(answer: unknown): void;
  reject(error: WidgetError): void;
}

export type Jobs = ReturnType<typeof createJobs>;

/**
 * What is asked of a frame, which need not be there yet. `way` leads to it, if it is; `opened` says
 * whether questions may be sent to it. `tell` is told of what went wrong but for cancelling, and
 * `later` has `send` called again, where the frame takes no more for now.
 */
export function createJobs(
  way: () => HostSide | null | undefined,
  opened: () => boolean,
  tell: (problem: Problem, text: string, id: number) => void,
  later: () => void,
) {
  const jobs = new Map<number, Job>();
  let last = 0;

  /** Sends what is not sent yet and may be, in the order in which it was asked. */
  const send = (): void => {
    const host = way();
    for (const job of host && opened() ? jobs.values() : []) {
      if (job.sent) continue;
      try {
        job.sent = (host as HostSide).ask(job.question);
        if (!job.sent) {
          later();
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
    job.over();
    return job;
  };

  const fail = (job: Job, problem: Problem, text: string): void => {
    const { id, auto, question } = job;
    if (!jobs.has(id)) return;
    drop(job);
    const cancelled = problem === 'cancelled';
    job.reject(Object.assign(new Error(text), { name: cancelled ? 'AbortError' : 'WidgetError', problem }));
    // What the explanation meets as well is said once.
    if (!cancelled && !(auto && question.type === 'predict')) tell(problem, text, id);
  };

  const cancel = (job: Job): void => {
    if (job.sent) way()?.cancel(job.sent);
    // Whoever cancels knows why, and shows nobody what it says.
    fail(job, 'cancelled', 'cancelled');
  };

  return {
    send,
    fail,
    drop,
    waiting: () => jobs.size > 0,
    add<Answer>(question: Question, auto: boolean, over: () => void): Asked<Answer> {
      last += 1;
      const id = last;
      const answer = new Promise<Answer>((resolve, reject) => {
        jobs.set(id, { id, auto, question, sent: 0, runs: false, over, resolve: resolve as Job['resolve'], reject });
      });
      // Of these, events tell.
      if (auto) answer.catch(() => {});
      return Object.assign(answer, { id });
    },
    /** The job that has this number in the protocol, in which 0 is none's. */
    find: (sent: number) => [...jobs.values()].find((job) => sent && job.sent === sent),
    failAll(problem: Problem, text: string): void {
      // Whoever hears of it may ask for more, which has not failed.
      for (const job of [...jobs.values()]) fail(job, problem, text);
    },
    cancel(id: number): void {
      const job = jobs.get(id);
      if (job) cancel(job);
    },
    /** Cancels what was asked because of properties that are others now. */
    cancelAuto(): void {
      for (const job of jobs.values()) if (job.auto) cancel(job);
    },
    async status(id: number) {
      const job = jobs.get(id);
      return job ? (job.runs ? 'running' : 'waiting') : 'unknown';
    },
  };
}
