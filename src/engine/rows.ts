import type { Attribution, PreparedStructure } from '../explainers/explainer.ts';
import { readOptions } from '../explainers/options.ts';
import { attributionsOf } from '../explainers/structural.ts';
import { createRandom } from '../games/random.ts';
import type { Explanation } from '../records/record.ts';
import { readingChoice } from './choose.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { selectOutputs } from './outputs.ts';
import type { Progress, RowsRequest } from './protocol.ts';
import type { Preparer } from './structural.ts';
import type { TabularStudy } from './study.ts';
import type { TabularGround } from './subject.ts';
import type { WarmPool } from './warm-pools.ts';

/** Rows are explained in blocks of about this long: short enough to cancel and to be told of, long enough to cost nothing. */
const BLOCK_MILLISECONDS = 100;
const FIRST_BLOCK = 8;
const LARGEST_BLOCK = 512;

export interface RowsJob {
  readonly study: TabularStudy;
  readonly request: RowsRequest;
  readonly ground: TabularGround;
  readonly opened: WarmPool;
  readonly prepare: Preparer;
  readonly cancelled: Promise<'cancelled'>;
  readonly take: (records: readonly Explanation[]) => void | Promise<void>;
  readonly progress: (news: Progress) => void;
  /** Explains one row by itself. */
  readonly one: (row: number, progress: (news: Progress) => void) => Promise<Explanation>;
}

/** Explains a range of rows: together where the model's structure is read, else one after the other. */
export async function explainRows(job: RowsJob): Promise<void> {
  const { study, request, opened } = job;
  const { first, last } = request;
  const start = performance.now();
  const total = last - first + 1;
  const tell = (done: number, news?: Progress) =>
    job.progress({
      ...(news ?? { phase: 'sampling', done: 0, total: null, record: null, note: opened.notes.splice(0).join(' ') || null }),
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
  const random = createRandom(request.seed).fork(choice.description.name);
  const subject = await job.ground.subject(study.row(first), first);
  const prepared = job.prepare(choice.description, structural, subject, options, request.seed, random);
  const { runtime, adapter } = await opened.pool.ready();
  const decided = { choice, options, space, note: prepared.note, runtime, adapter };
  const block = async (from: number, count: number): Promise<void> => {
    const begun = performance.now();
    const { answers, attributions } = await explainBlock(job, prepared, from, count, subject.players.length);
    const records: Promise<Explanation>[] = [];
    const each = (performance.now() - begun) / count;
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
        sealRecord(composeRecord(about, full, ofOutputs(attribution, outputs), { calls: 1, stopped: 'done', milliseconds: each })),
      );
    }
    await job.take(await Promise.all(records));
  };
  let size = FIRST_BLOCK;
  for (let from = first; from <= last && !halted; ) {
    const count = Math.min(size, last - from + 1);
    const begun = performance.now();
    await block(from, count);
    const speed = count / Math.max(1, performance.now() - begun);
    size = Math.max(1, Math.min(LARGEST_BLOCK, 2 * size, Math.floor(speed * BLOCK_MILLISECONDS)));
    from += count;
    tell(from - first);
  }
}

/** Answers (rows × K) and attributions of all outputs. */
async function explainBlock({ study, opened }: RowsJob, prepared: PreparedStructure, from: number, count: number, players: number) {
  const width = study.study.columns.length;
  const rows = new Float32Array(count * width);
  for (let at = 0; at < count; at++) rows.set(study.row(from + at), at * width);
  const all = study.study.outputs.map((_, index) => index);
  const answers = await opened.pool.predict(rows, count, all, new AbortController().signal);
  return { answers, attributions: attributionsOf(prepared, prepared.explain(rows, count), players) };
}

/** The part of an attribution that is about some outputs. */
function ofOutputs(found: Attribution, outputs: readonly number[]): Attribution {
  const pick = (values: Float64Array): Float64Array => {
    const width = values.length / found.outputs;
    const picked = new Float64Array(outputs.length * width);
    for (const [at, output] of outputs.entries()) picked.set(values.subarray(output * width, (output + 1) * width), at * width);
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
