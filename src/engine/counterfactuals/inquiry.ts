import { version } from '../../../package.json';
import type { Ask, Reply } from '../../counterfactuals/counterfactual.ts';
import { CHANGE_MILLISECONDS } from '../../limits.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import { describedModel, reasons } from '../jobs/compose-record.ts';
import { inTime } from '../jobs/in-time.ts';
import { type LimitedTime, limitedTime } from '../jobs/limited-time.ts';
import type { Pool } from '../pool/pool.ts';
import type { EvaluatorReady, Findings, Inquiry, InquiryProgress } from '../protocol.ts';
import type { PictureFile, StudyState } from '../studies/study.ts';
import type { ChangeJob } from './change-job.ts';
import { type Driven, drive } from './drive.ts';

/** A question about an answer, ready to be looked into. */
export interface InquiryJob<Asked extends Inquiry>
  extends Pick<ChangeJob, 'row' | 'number' | 'pool' | 'backendWhy' | 'start' | 'cancelled' | 'rest'> {
  readonly study: StudyState;
  readonly request: Asked;
  /** The picture that is asked about; null for other inputs. */
  readonly picture: PictureFile | null;
  readonly progress: (update: InquiryProgress<Findings[Asked['about']]>) => void;
}

/** A job of any kind, as far as kinds do not matter. */
type AnyJob = Omit<InquiryJob<Inquiry>, 'progress'>;

/** What is known once the model has answered the input itself. */
export interface Begun {
  readonly time: LimitedTime;
  /** K answers. */
  readonly answers: Float64Array;
  readonly ready: Pick<EvaluatorReady, 'runtime' | 'backend' | 'adapter'>;
}

/** Throws `failure-time` where the time was up before the model's first answer. */
export async function begin({ request, start, pool, study, row }: AnyJob): Promise<Begun> {
  const time = limitedTime(request.milliseconds ?? CHANGE_MILLISECONDS, start);
  const ready = await inTime(time, pool.ready());
  const signal = new AbortController().signal;
  const answers = await inTime(time, pool.answer(row, study.study.outputs.length, signal));
  return { time, answers, ready };
}

/** What every record says of how it was made. */
export const madeBy = ({ study, request, pool, backendWhy, start }: AnyJob, { ready }: Begun) => ({
  id: 'unfinished',
  created: new Date().toISOString(),
  model: describedModel(study),
  seed: request.seed,
  milliseconds: performance.now() - start,
  backend: {
    name: pool.backend === 'wasm' && ready.backend === 'cpu' ? 'cpu' : pool.backend,
    adapter: pool.backend === 'webgpu' || pool.backend === 'mixed' ? ready.adapter : null,
    ...reasons(backendWhy),
  } satisfies Counterfactual['backend'],
  runtime: ready.runtime,
  engine: `oriel ${version}`,
});

/** Time between two updates. */
const NEWS_MILLISECONDS = 100;

export interface Driving<Said, Record> {
  readonly search: Generator<Ask<Said>, Said, Reply>;
  /** Numbers of a row. */
  readonly columns: number;
  /** Default: the job's. */
  readonly pool?: Pick<Pool, 'predict'>;
  readonly recordOf: (said: Said, calls: number, stopped: Driven['stopped']) => Record;
}

/** Drives a search, tells of its progress, and gives the record of its end. */
export async function looked<Asked extends Inquiry, Said>(
  job: InquiryJob<Asked>,
  { time, answers }: Begun,
  { search, columns, pool = job.pool, recordOf }: Driving<Said, Findings[Asked['about']]>,
): Promise<Findings[Asked['about']]> {
  const { cancelled, rest, start, progress } = job;
  let latest = Number.NEGATIVE_INFINITY;
  const { outcome, calls, stopped } = await drive(search, {
    pool,
    outputs: answers.length,
    columns,
    time,
    cancelled,
    rest,
    told(estimate, called) {
      if (time.now() - latest < NEWS_MILLISECONDS) return;
      latest = time.now();
      const record = recordOf(estimate(), called + 1, 'done');
      progress({ calls: called + 1, milliseconds: performance.now() - start, record });
    },
  });
  // The answer to the input itself is one as well.
  return recordOf(outcome, calls + 1, stopped);
}
