import type { Attribution } from '../../explainers/explainer.ts';
import { readOptions } from '../../explainers/options.ts';
import { attributionsOf } from '../../explainers/shared/structural.ts';
import type { Explanation } from '../../records/record.ts';
import type { OpenedPool } from '../backends/open-pool.ts';
import type { Progress, RowsRequest } from '../protocol.ts';
import { selectOutputs } from '../studies/outputs.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { TabularGround } from '../subjects/subject.ts';
import { readingChoice } from './choose-explainer.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import type { Preparer, ReadyMethod } from './structural.ts';

/**
 * Rows are explained in blocks of about this long: short enough to cancel and to be told of, long
 * enough to cost nothing.
 */
const BLOCK_MILLISECONDS = 100;
const FIRST_BLOCK = 8;
const LARGEST_BLOCK = 512;

export interface RowsJob {
  readonly study: TabularStudy;
  readonly request: RowsRequest;
  readonly ground: TabularGround;
  readonly opened: OpenedPool;
  readonly prepare: Preparer;
  readonly cancelled: Promise<'cancelled'>;
  readonly take: (records: readonly Explanation[]) => void | Promise<void>;
  readonly progress: (news: Progress) => void;
  /** Explains one row by itself. */
  readonly one: (row: number, progress: (news: Progress) => void) => Promise<Explanation>;
}

/**
 * Explains a range of rows: together where the model's structure is read, else one after the other.
 */
export async function explainRows(job: RowsJob): Promise<void> {
  const { study, request, opened } = job;
  const { first, last } = request;
  const start = performance.now();
  const total = last - first + 1;
  const tell = (done: number, news?: Progress) =>
    job.progress({
      ...(news ?? {
        phase: 'sampling',
        done: 0,
        total: null,
        record: null,
        note: opened.notes.splice(0).join(' ') || null,
      }),
      milliseconds: performance.now() - start,
      rows: { done, total },
    });
  let halted = false;
  job.cancelled.then(() => {
    halted = true;
  });

  const all = study.study.outputs.map((_, index) => index);
  const space = request.space ?? 'output';
  const structural = opened.structure && { structure: opened.structure, selected: all, space };
  const choice = readingChoice(request.explainer.name, structural);
  if (!choice || !structural) {
    for (let row = first; row <= last && !halted; row++) {
      const record = await job.one(row, (news) => tell(row - first, news));
      await job.take([record]);
    }
    return;
  }

  const options = readOptions(choice.description, request.explainer.options);
  const subject = await job.ground.subject(study.row(first), first);
  const method = await job.prepare(opened.pool, choice.description, structural, subject, options, request.seed);
  const { runtime, backend, adapter } = await opened.pool.ready();
  const decided = { choice, options, space, note: method.note, runtime, backend, adapter };
  const compose = async (from: number, { answers, attributions }: Block, each: number): Promise<void> => {
    const records: Promise<Explanation>[] = [];
    for (const [at, attribution] of attributions.entries()) {
      const answer = answers.subarray(at * all.length, (at + 1) * all.length);
      const outputs = selectOutputs(request.outputs, study.study.outputs, study.card.task, answer);
      const about = {
        study,
        request,
        subject: await job.ground.subject(study.row(from + at), from + at),
        pool: opened.pool,
        backendWhy: opened.why,
      };
      const full: Decided = { ...decided, outputs, answer };
      records.push(
        sealRecord(
          composeRecord(about, full, ofOutputs(attribution, outputs), {
            calls: 1,
            stopped: 'done',
            milliseconds: each,
          }),
        ),
      );
    }
    await job.take(await Promise.all(records));
  };
  // While the records of one block are made and taken, the evaluators explain the next.
  const ask = (from: number, count: number) => {
    const begun = performance.now();
    const found = explainBlock(job, method, from, count, subject.players.length);
    found.catch(() => {}); // abandoned when cancelled
    return { from, count, found: found.then((block) => ({ block, milliseconds: performance.now() - begun })) };
  };
  let size = FIRST_BLOCK;
  let next = ask(first, Math.min(size, total));
  while (!halted) {
    const { from, count, found } = next;
    const { block, milliseconds } = await found;
    const speed = count / Math.max(1, milliseconds);
    size = Math.max(1, Math.min(LARGEST_BLOCK, 2 * size, Math.floor(speed * BLOCK_MILLISECONDS)));
    const rest = last - from - count + 1;
    if (rest > 0) next = ask(from + count, Math.min(size, rest));
    await compose(from, block, milliseconds / count);
    tell(from + count - first);
    if (rest <= 0) return;
  }
}

interface Block {
  /** Rows × K of the model. */
  readonly answers: Float64Array;
  /** Of all outputs. */
  readonly attributions: readonly Attribution[];
}

async function explainBlock(
  { study, opened }: RowsJob,
  method: ReadyMethod,
  from: number,
  count: number,
  players: number,
): Promise<Block> {
  const width = study.study.columns.length;
  const rows = new Float32Array(count * width);
  for (let at = 0; at < count; at++) rows.set(study.row(from + at), at * width);
  const all = study.study.outputs.map((_, index) => index);
  const { signal } = new AbortController();
  const [answers, packed] = await Promise.all([
    opened.pool.predict(rows, count, all, signal),
    opened.pool.explain(method.spec, rows, count, method.width, signal),
  ]);
  return { answers, attributions: attributionsOf(method, packed, count, players) };
}

/** The part of an attribution that is about some outputs. */
function ofOutputs(found: Attribution, outputs: readonly number[]): Attribution {
  const pick = (values: Float64Array): Float64Array => {
    const width = values.length / found.outputs;
    const picked = new Float64Array(outputs.length * width);
    for (const [at, output] of outputs.entries())
      picked.set(values.subarray(output * width, (output + 1) * width), at * width);
    return picked;
  };
  return {
    ...found,
    outputs: outputs.length,
    base: pick(found.base),
    prediction: pick(found.prediction),
    values: pick(found.values),
    standardErrors: found.standardErrors && pick(found.standardErrors),
    ...(found.interactions && { interactions: pick(found.interactions) }),
  };
}
