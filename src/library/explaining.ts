import type { EngineApi, ExplainRequest } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import type { Plain } from '../store/plain.ts';
import type { Report } from './job.ts';
import type { ExplainOptions } from './options.ts';
import { aboutInput, type InputOrigin } from './own-input.ts';
import { choicesOf } from './request.ts';
import { type ModelShelf, type Wanted, wantedOf } from './shelf.ts';
import type { Handle } from './task.ts';
import type { UnderWay } from './under-way.ts';

/** A job of the engine that can be stopped and held before it has begun. */
export interface EngineJob {
  readonly handle: Handle;
  /** Has the engine begin it. Throws `failure-cancelled` where it was cancelled before. */
  begin<T>(start: () => Promise<T>): Promise<T>;
}

export function engineJob(api: EngineApi, name: string): EngineJob {
  let [begun, cancelled, paused] = [false, false, false];
  const quiet = (): void => {}; // an engine that is gone fails the job itself
  return {
    handle: {
      cancel() {
        cancelled = true;
        if (begun) api.cancel(name).catch(quiet);
      },
      pause() {
        paused = true;
        if (begun) api.pause(name).catch(quiet);
      },
      resume() {
        paused = false;
        if (begun) api.resume(name).catch(quiet);
      },
    },
    begin(start) {
      if (cancelled) throw new OrielError('failure-cancelled');
      begun = true;
      const done = start();
      if (paused) api.pause(name).catch(quiet);
      return done;
    },
  };
}

export interface Explaining {
  readonly api: EngineApi;
  readonly shelf: ModelShelf;
  readonly name: string;
  readonly job: EngineJob;
  readonly report: Report;
  readonly request: ExplainRequest;
  /** Where the input is from. */
  readonly origin: InputOrigin;
  readonly options: Pick<ExplainOptions, 'fresh' | 'keep' | 'priority' | 'watched'>;
  /** How it was asked for, where it is to be found again while it is answered. */
  readonly asked?: () => Promise<Plain>;
  /** Whether it ends with its model, and not by itself. */
  readonly left?: () => boolean;
  /** Whether nobody asks for its id: it is not found out then, unless something is kept by it. */
  readonly unnamed?: boolean;
}

/**
 * Answers one request: with what is kept where that is enough, else by explaining, with those of
 * the model's answers that are known. Keeps what is new.
 */
export async function answer(work: Explaining): Promise<Explanation> {
  const { api, shelf, report, request, origin, options } = work;
  if (work.unnamed && !shelf.keeps) return compute(work);
  if (await shelf.isEmpty()) {
    const record = await compute(work);
    const naming = identified(work);
    await keep(work, record, () => naming);
    return record;
  }
  const wanted = await identified(work);
  if (!options.fresh) {
    const found = await shelf.find(wanted);
    if (found) {
      report.from(found.from, found.keptAt);
      const record = await aboutInput(found.record, origin);
      if (record !== found.record) await shelf.keepAlso(record, found.record);
      return record;
    }
    for (const known of await shelf.known(wanted)) {
      // What does not fit any more is merely not known.
      await api.teach(request, known).catch(() => {});
    }
  }
  const underWay = options.keep === false ? null : keepWhile(work, wanted);
  try {
    const record = await compute(work);
    const goesOn = (await underWay?.stop()) && record.stopped === 'cancelled' && work.left?.();
    if (goesOn) return record;
    await keep(work, record, async () => wanted);
    await over(underWay);
    return record;
  } catch (error) {
    await underWay?.stop();
    if (!work.left?.()) await over(underWay);
    throw error;
  }
}

function keepWhile({ api, shelf, request, asked }: Explaining, wanted: Wanted): UnderWay | null {
  return asked ? shelf.underWay({ wanted, asked, known: () => api.knownValues(request) }) : null;
}

/** What cannot be put away is found again, and ends then. */
const over = async (underWay: UnderWay | null): Promise<void> => underWay?.over().catch(() => {});

function identified({ api, request, report }: Explaining): Promise<Wanted> {
  const wanted = api.identify(request).then((named) => wantedOf(named, request.backend === 'wasm'));
  const id = wanted.then((named) => named.id);
  id.catch(() => {}); // heard of by whoever asks for it
  report.identified(id);
  return wanted;
}

async function keep(work: Explaining, record: Explanation, named: () => Promise<Wanted>): Promise<void> {
  const { api, shelf, request, options } = work;
  if (!shelf.keeps || options.keep === false) return;
  const limited = request.budget.milliseconds !== undefined;
  const choices = choicesOf(request);
  await shelf.keep(async () => {
    const wanted = await named();
    return { wanted, record, limited, known: await api.knownValues(request), ...(choices && { choices }) };
  });
}

async function compute({ api, name, job, report, request, options }: Explaining): Promise<Explanation> {
  report.from('computed');
  return job.begin(() =>
    api.explain(
      name,
      request,
      ({ phase: _phase, rows: _rows, ...news }) => {
        if (news.known > 0) report.from('continued');
        report.progress(news);
      },
      {
        batch: options.priority === 'batch',
        ...(options.fresh && { fresh: true }),
        ...(options.watched && { watched: true }),
      },
    ),
  );
}
