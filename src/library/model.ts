import type { EngineApi, Study } from '../engine/protocol.ts';
import { loaded } from '../errors.ts';
import { type Deciding, requestId } from '../records/request.ts';
import { createBackgrounds } from './backgrounds.ts';
import { type Batch, type BatchItem, type BatchNumbers, createBatch } from './batch.ts';
import { type CounterfactualJob, createCounterfactualJob } from './counterfactual-job.ts';
import { answer, engineJob } from './explaining.ts';
import { openInput } from './input.ts';
import type { About } from './inquired.ts';
import type { InquiryOptions } from './inquiry-options.ts';
import type { InspectOptions } from './inspect-options.ts';
import { createInspectionJob, type InspectionJob } from './inspection-job.ts';
import { createJob, type Job } from './job.ts';
import { createModelTable, type Range } from './model-table.ts';
import type { ExplainOptions, Input } from './options.ts';
import type { AnswerOptions, OrielModel } from './oriel-model.ts';
import { type EngineRequest, requestOf } from './request.ts';
import { createRunning } from './running.ts';
import type { ModelShelf } from './shelf.ts';

export interface ModelParts {
  readonly api: EngineApi;
  readonly study: Study;
  readonly pictures: readonly File[];
  /** Where a job that begins now looks and keeps. */
  readonly shelf: () => ModelShelf;
  /** Names a job for the engine. */
  readonly newName: () => string;
  /** Hears of every job. */
  readonly started: (job: Job) => void;
  /** Hears that it is closed. */
  readonly ended: () => void;
}

export function createModel({ api, study, pictures, shelf, newName, started, ended }: ModelParts): OrielModel {
  const backgrounds = createBackgrounds(api);
  const running = createRunning();
  const { check, untilOver } = running;

  async function predict(input: Input, { backend }: AnswerOptions = {}): Promise<number[]> {
    const { choice, release } = await openInput(api, study, input);
    return api
      .predict(study.handle, choice, backend)
      .then(({ values }) => [...values])
      .finally(release);
  }

  const requested = async (options: ExplainOptions): Promise<EngineRequest> =>
    requestOf(study.handle, options, await backgrounds.open(options.background));

  async function work<T>(start: (name: string) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const name = newName();
    const { handle, begin } = engineJob(api, name);
    if (signal?.aborted) handle.cancel();
    signal?.addEventListener('abort', handle.cancel);
    const result = running.work(async () => begin(() => start(name)));
    untilOver(handle.cancel, result);
    return result.finally(() => signal?.removeEventListener('abort', handle.cancel));
  }

  function explain(input: Input, options: ExplainOptions = {}): Job {
    const name = newName();
    const job = engineJob(api, name);
    const own = shelf();
    const left = running.isClosed;
    const made = createJob({
      signal: options.signal,
      handle: job.handle,
      run: (report) =>
        running.work(async () => {
          const base = await requested(options);
          const { choice, origin, release } = await openInput(api, study, input);
          const request = { ...base, input: choice };
          const asked = async () =>
            (await loaded(import('./asked.ts'))).plainAsked({ input, options }, study.card.input.kind);
          const work = { api, shelf: own, name, job, report, request, origin, options, asked, left };
          return answer(work).finally(release);
        }),
    });
    untilOver(made.cancel, made.result);
    started(made);
    return made;
  }

  function inquire(input: Input, options: InquiryOptions, about: About): CounterfactualJob<never> {
    const name = newName();
    const job = engineJob(api, name);
    const made = createCounterfactualJob<never>({
      ...(options.signal && { signal: options.signal }),
      handle: job.handle,
      run: (report) =>
        running.work(async () => {
          const { inquired } = await loaded(import('./inquired.ts'));
          return inquired({ api, study, name, job, input, options, about, report }) as Promise<never>;
        }),
    });
    untilOver(made.cancel, made.result);
    return made;
  }

  function inspect(options: InspectOptions = {}): InspectionJob {
    const name = newName();
    const job = engineJob(api, name);
    const made = createInspectionJob({
      ...(options.signal && { signal: options.signal }),
      handle: job.handle,
      run: (report) =>
        running.work(async () => {
          const { inspectRequestOf } = await loaded(import('./inspect-options.ts'));
          const request = await inspectRequestOf(study.handle, options, backgrounds);
          const place = { batch: options.priority !== 'person' };
          return job.begin(() => api.inspect(name, request, report, place));
        }),
    });
    untilOver(made.cancel, made.result);
    return made;
  }

  function explainAll(inputs: readonly Input[] | Range, options: ExplainOptions = {}): Batch {
    const isRange = !Array.isArray(inputs);
    const range = inputs as Range;
    const list = inputs as readonly Input[];
    return createBatch({
      total: isRange ? range.last - range.first + 1 : list.length,
      signal: options.signal,
      items(control, numbers) {
        const items = work();
        // One that is held half-read has nothing to wait for: it ends where it stands.
        const end = async (): Promise<unknown> => {
          control.cancel();
          return items.return(undefined);
        };
        async function* work(): AsyncGenerator<readonly BatchItem[] | BatchNumbers> {
          check();
          const over = running.add(end);
          try {
            const { explainInputs, explainRows } = await loaded(import('./explain-all.ts'));
            const many = { api, study, shelf: shelf(), newName, options, request: await requested(options), control };
            yield* isRange ? explainRows(many, range, numbers) : explainInputs(many, list);
          } catch (error) {
            // Closing ends it after the items that are done.
            if (!running.isClosed()) throw error;
          } finally {
            over();
          }
        }
        return items;
      },
    });
  }

  async function identified(input: Input, options: ExplainOptions): Promise<Deciding> {
    check();
    const base = await requested(options);
    const { choice, release } = await openInput(api, study, input);
    return (await api.identify({ ...base, input: choice }).finally(release)).request;
  }

  const model: OrielModel = {
    facts: study,
    pictures,
    ...createModelTable({ api, study, check, requested, work }),
    async predict(inputs, options) {
      check();
      const answers: number[][] = [];
      for (const input of inputs) answers.push(await predict(input, options));
      return answers;
    },
    async average(input, options = {}) {
      check();
      const base = await requested(options);
      const { choice, release } = await openInput(api, study, input);
      const { values } = await api.average({ ...base, input: choice }).finally(release);
      return [...values];
    },
    idOf: async (input, options = {}) => requestId(await identified(input, options)),
    // With all outputs, nothing need be asked of the model.
    hashOf: async (input) => (await identified(input, { outputs: 'all' })).input,
    async warmUp({ backend } = {}) {
      check();
      await api.warmUp(study.handle, backend);
    },
    async compare({ backend } = {}) {
      check();
      return api.compare(study.handle, backend);
    },
    explain,
    async reasons(input, options = {}) {
      check();
      const { reasonsOf } = await loaded(import('./reasons.ts'));
      return reasonsOf(model, input, options);
    },
    async predictAndExplain(input, options) {
      check();
      const prediction = await predict(input);
      return { prediction, job: explain(input, options) };
    },
    explainAll,
    counterfactual: (input: Input, options = {}) => inquire(input, options, 'changes'),
    rule: (input, options = {}) => inquire(input, options, 'rule'),
    examples: (input, options = {}) => inquire(input, options, 'examples'),
    inspect,
    async close() {
      if (running.isClosed()) return;
      ended();
      await running.close();
      for (const handle of [...(await backgrounds.handles()), study.handle]) await api.release(handle);
    },
  };
  return model;
}
