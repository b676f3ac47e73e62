import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { createJob, type Job, type Report } from './job.ts';

interface WaitingParts {
  readonly id: string;
  /** The job itself, begun; null where its model is not open. */
  readonly begin: () => Promise<Job | null>;
  /** It is not wanted any more. */
  readonly giveUp: () => Promise<void>;
  /** Those who are called whenever a model was opened, or none will be any more. */
  readonly waiting: Set<() => void>;
}

/** A job that begins once its model is open. */
export function waitingJob({ id, begin, giveUp, waiting }: WaitingParts): Job {
  let job: Job | null = null;
  let paused = false;
  let cancel = (): void => {};

  function begun(): Promise<Job> {
    let looking: Promise<unknown> = Promise.resolve();
    let look = (): void => {};
    return new Promise<Job>((resolve, reject) => {
      cancel = () => reject(new OrielError('failure-cancelled'));
      look = () => {
        looking = looking.then(async () => {
          if (!waiting.has(look)) return;
          const found = await begin();
          if (!found) return;
          // One that was cancelled while it was being begun is wanted no more.
          if (!waiting.delete(look)) return found.cancel();
          resolve(found);
        }, reject);
        looking.catch(reject);
      };
      waiting.add(look);
    }).finally(() => waiting.delete(look));
  }

  return createJob({
    handle: {
      cancel() {
        if (job) return job.cancel();
        giveUp().catch(() => {}); // then it is found again
        cancel();
      },
      pause() {
        paused = true;
        job?.pause();
      },
      resume() {
        paused = false;
        job?.resume();
      },
    },
    async run(report) {
      report.identified(Promise.resolve(id));
      report.waits(message('library.waits'));
      job = await begun();
      if (paused) job.pause();
      return follow(job, report);
    },
  });
}

/** Tells of a job as of one's own. */
async function follow(job: Job, report: Report): Promise<Explanation> {
  let told: Explanation | null = null;
  job.on('progress', ({ from, keptAt, estimate, done, total, calls, known, milliseconds, note }) => {
    if (from) report.from(from, keptAt);
    report.progress({ done, total, calls, known, milliseconds, note, record: estimate === told ? null : estimate });
    told = estimate;
  });
  const record = await job.result;
  const { from, keptAt } = job.status();
  if (from) report.from(from, keptAt);
  return record;
}
