import type { EngineApi, ExplainRequest, RowNumbers, Study } from '../engine/protocol.ts';
import { asOrielError, OrielError } from '../errors.ts';
import { structuralExplainers } from '../explainers/structural.ts';
import type { Explanation } from '../records/record.ts';
import type { BatchControl, BatchItem, BatchNumbers } from './batch.ts';
import { createChannel } from './channel.ts';
import { answer, engineJob } from './explaining.ts';
import { openInput } from './input.ts';
import type { Report } from './job.ts';
import type { Range } from './model-table.ts';
import type { ExplainOptions, Input } from './options.ts';
import { aboutInput } from './own-input.ts';
import { type ModelShelf, type Wanted, wantedOf } from './shelf.ts';

export interface ManyParts {
  readonly api: EngineApi;
  readonly study: Study;
  readonly shelf: ModelShelf;
  readonly newName: () => string;
  readonly options: Pick<ExplainOptions, 'fresh' | 'keep' | 'priority' | 'watched'>;
  readonly request: Omit<ExplainRequest, 'input'>;
  readonly control: BatchControl;
}

/** Rows that are looked for among what is kept before those that are missing are computed. */
const LOOKED_FOR = 256;

/** Whether an error may be of one input alone, and not of the model or of whoever explains. */
const isOfOne = ({ code }: OrielError): boolean =>
  /^(data|text|image|input|file)-/.test(code) || ['model-not-finite', 'request-invalid'].includes(code);

const hasEnded = (error: OrielError): boolean => ['failure-cancelled', 'failure-closed'].includes(error.code);

const structural: ReadonlySet<string> = new Set(structuralExplainers.map(({ name }) => name));

/** Explains inputs in their order. */
export async function* explainInputs(many: ManyParts, inputs: readonly Input[]): AsyncGenerator<readonly BatchItem[]> {
  for (const [at, input] of inputs.entries()) {
    if (many.control.isCancelled()) return;
    const item = await one(many, at, input);
    if (!item) return;
    yield [item];
  }
}

/** One of them; null where the batch has ended meanwhile. */
async function one(many: ManyParts, at: number, input: Input): Promise<BatchItem | null> {
  const { api, study, shelf, newName, request, options, control } = many;
  const name = newName();
  const job = engineJob(api, name);
  control.working(job.handle);
  let from: BatchItem['from'] = 'computed';
  const report: Report = {
    identified() {},
    from(origin) {
      from = origin;
    },
    waits() {},
    progress: ({ done, total, note }) => control.news({ coalitions: { done, total }, note }),
  };
  try {
    const opened = await openInput(api, study, input);
    const work = {
      api,
      shelf,
      name,
      job,
      report,
      origin: opened.origin,
      options: { priority: 'batch' as const, ...options },
      unnamed: true,
    };
    const record = await answer({ ...work, request: { ...request, input: opened.choice } }).finally(opened.release);
    return record.stopped === 'cancelled' ? null : { at, input, record, from, error: null };
  } catch (thrown) {
    const error = asOrielError(thrown);
    if (hasEnded(error)) return null;
    // What is wrong with all of them is said once.
    if (!isOfOne(error)) throw error;
    return { at, input, record: null, from: null, error };
  }
}

/**
 * Explains rows of the table. Where the model's structure is read it is prepared once for all of
 * them, and records have no curves; `numbers`: whether numbers will do in their place.
 */
export async function* explainRows(
  many: ManyParts,
  range: Range,
  numbers: boolean,
): AsyncGenerator<readonly BatchItem[] | BatchNumbers> {
  const { first, last } = range;
  const { api, study, shelf, request, options } = many;
  if (last >= study.rows || first < 0 || first > last)
    throw new OrielError('data-row', { row: last, file: study.card.name, last: study.rows - 1 });
  const example = await firstIdentified(many, range);
  if (!example || !structural.has(example.request.explainer.name)) {
    const rows = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    yield* explainInputs(many, rows);
    return;
  }
  if (numbers) {
    for await (const found of together(many, range, true))
      yield 'packed' in found
        ? { ...found, at: found.at - first }
        : found.map((item) => ({ ...item, at: item.at - first }));
    return;
  }
  const wantedLike = ({ input, outputs }: Pick<Wanted['request'], 'input' | 'outputs'>) =>
    wantedOf(
      { ...example, request: { ...example.request, input, outputs, curves: false } },
      request.backend === 'wasm',
    );
  const isLookedFor = !options.fresh && (await shelf.anyOf(study.model));
  /** Rows that nothing is kept of, computed together. */
  async function* missing(rows: Range): AsyncGenerator<readonly BatchItem[]> {
    for await (const block of together(many, rows) as AsyncGenerator<readonly BatchItem[]>) {
      for (const { record } of shelf.keeps && options.keep !== false ? block : []) {
        if (!record) continue;
        const wanted = await wantedLike({ input: record.input.sha256, outputs: record.outputs });
        const made = { wanted, record, limited: request.budget.milliseconds !== undefined, known: null };
        await shelf.keep(async () => made);
      }
      yield block.map((item) => ({ ...item, at: item.at - first }));
    }
  }

  async function found(row: number): Promise<BatchItem | null> {
    try {
      const identified = await api.identify({ ...request, curves: false, input: { kind: 'row', row } });
      const kept = await shelf.find(await wantedLike(identified.request));
      if (!kept) return null;
      const record = await aboutInput(kept.record, { row, file: null, model: study.card.name });
      return { at: row - first, input: row, record, from: kept.from, error: null };
    } catch {
      return null; // computing it fails in the same way, and says so
    }
  }

  const step = isLookedFor ? LOOKED_FOR : last - first + 1;
  for (let from = first; from <= last; from += step) {
    const to = Math.min(last, from + step - 1);
    let next = from; // the first row that was not handed out
    for (let row = from; isLookedFor && row <= to && !many.control.isCancelled(); row++) {
      const item = await found(row);
      if (!item) continue;
      if (next < row) yield* missing({ first: next, last: row - 1 });
      yield [item];
      next = row + 1;
    }
    if (many.control.isCancelled()) return;
    if (next <= to) yield* missing({ first: next, last: to });
  }
}

/** What the first row that the model can take stands for; null where there is none. */
async function firstIdentified({ api, request }: ManyParts, { first, last }: Range) {
  for (let row = first; row <= last; row++) {
    try {
      return await api.identify({ ...request, input: { kind: 'row', row } });
    } catch (thrown) {
      const error = asOrielError(thrown);
      if (!isOfOne(error)) throw error;
    }
  }
  return null;
}

/**
 * Rows that the engine explains together, by their numbers; one that it cannot take is passed over.
 */
async function* together(
  many: ManyParts,
  { first, last }: Range,
  numbers = false,
): AsyncGenerator<readonly BatchItem[] | BatchNumbers> {
  let next = first;
  while (next <= last && !many.control.isCancelled()) {
    try {
      for await (const found of explained(many, { first: next, last, numbers })) {
        const from = next;
        next += found.numbers?.count ?? found.records.length;
        yield found.numbers
          ? { ...found.numbers, at: from }
          : found.records.map((record, at) => computed(from + at, record));
      }
      return;
    } catch (thrown) {
      const error = asOrielError(thrown);
      if (hasEnded(error)) return;
      if (!isOfOne(error)) throw error;
    }
    // One of those that would have come next cannot be explained.
    for (let isFound = false; !isFound && next <= last; next++) {
      const item = await alone(many, next);
      if (!item) return;
      isFound = item.error !== null;
      yield [item];
    }
  }
}

const computed = (row: number, record: Explanation): BatchItem => ({
  at: row,
  input: row,
  record,
  from: 'computed',
  error: null,
});

/** One row, explained as those of a range are; null where the batch has ended. */
async function alone(many: ManyParts, row: number): Promise<BatchItem | null> {
  try {
    for await (const { records } of explained(many, { first: row, last: row })) return computed(row, records[0]);
    return null;
  } catch (thrown) {
    const error = asOrielError(thrown);
    if (hasEnded(error)) return null;
    if (!isOfOne(error)) throw error;
    return { at: row, input: row, record: null, from: null, error };
  }
}

/** What the engine hands out of a range at a time. */
interface Found {
  readonly records: readonly Explanation[];
  readonly numbers?: RowNumbers;
}

async function* explained(many: ManyParts, range: Range & { readonly numbers?: boolean }): AsyncGenerator<Found> {
  const { api, newName, request, options, control } = many;
  const name = newName();
  const job = engineJob(api, name);
  control.working(job.handle);
  const channel = createChannel<Found>();
  const place = { batch: options.priority !== 'person', ...(options.fresh && { fresh: true }) };
  const ended = job
    .begin(async () =>
      api.explainRows(
        name,
        { ...request, ...range },
        (records, numbers) => channel.push({ records, numbers }),
        ({ note, done: coalitions, total }) => control.news({ note, coalitions: { done: coalitions, total } }),
        place,
      ),
    )
    .then(
      () => channel.end(),
      (error) => channel.end(error),
    );
  try {
    yield* channel;
  } finally {
    // Whoever has enough of it ends it; what it works with is needed until then.
    job.handle.cancel();
    await ended;
  }
}
