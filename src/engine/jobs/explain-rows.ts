import type { Attribution } from '../../explainers/explainer.ts';
import { readOptions } from '../../explainers/options.ts';
import { attributionsOf } from '../../explainers/shared/structural.ts';
import { roomFor } from '../../numerics/numbers.ts';
import type { Explanation } from '../../records/record.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { Progress, RowsRequest } from '../protocol.ts';
import { selectOutputs } from '../studies/outputs.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { RowSubjects } from '../subjects/tabular.ts';
import { FIRST_BLOCK, nextBlock } from './block-size.ts';
import { type ExplainerChoice, structuralChoice } from './choose-explainer.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { joinMessages } from './join-messages.ts';
import type { MethodPreparer, ReadyMethod, StructuralRequest } from './structural.ts';

/** Records of a block are held at once. */
const LARGEST_BLOCK = 512;

export interface RowsJob {
  readonly study: TabularStudy;
  readonly request: RowsRequest;
  readonly subjects: RowSubjects;
  readonly opened: OpenedPool;
  readonly prepareMethod: MethodPreparer;
  readonly cancelled: Promise<'cancelled'>;
  readonly take: (records: readonly Explanation[]) => void | Promise<void>;
  readonly progress: (update: Progress) => void;
  /** Explains one row by itself. */
  readonly one: (row: number, progress: (update: Progress) => void) => Promise<Explanation>;
}

/** Explains a range of rows: together where the model's structure is read, else one by one. */
export async function explainRows(job: RowsJob): Promise<void> {
  const { study, request, opened, cancelled } = job;
  const { first, last } = request;
  const start = performance.now();
  const report = (done: number, update: Progress = betweenRows(opened, done)) =>
    job.progress({
      ...update,
      milliseconds: performance.now() - start,
      rows: { done, total: last - first + 1 },
    });
  let halted = false;
  cancelled.then(() => {
    halted = true;
  });

  const selected = study.study.outputs.map((_, index) => index);
  const structural = opened.structure && {
    structure: opened.structure,
    selected,
    space: request.space ?? ('output' as const),
  };
  const choice = structuralChoice(request.explainer.name, structural);
  if (choice && structural) return explainTogether(job, { choice, structural, report, isHalted: () => halted });
  let [calls, known] = [0, 0]; // of the rows before
  for (let row = first; row <= last && !halted; row++) {
    let own = { calls: 0, known: 0 };
    const record = await job.one(row, (update) => {
      own = update;
      report(row - first, { ...update, calls: calls + own.calls, known: known + own.known });
    });
    calls += own.calls;
    known += own.known;
    await job.take([record]);
  }
}

/** Progress where rows, not samples, are counted. */
const betweenRows = ({ notes }: OpenedPool, calls: number): Progress => ({
  phase: 'sampling',
  done: 0,
  total: null,
  calls,
  known: 0,
  milliseconds: 0,
  record: null,
  note: joinMessages('engine.notes', notes.splice(0)),
});

interface Together {
  readonly choice: ExplainerChoice;
  readonly structural: StructuralRequest;
  readonly report: (done: number) => void;
  readonly isHalted: () => boolean;
}

/** Explains all rows with one method that was made ready once. */
async function explainTogether(job: RowsJob, { choice, structural, report, isHalted }: Together): Promise<void> {
  const { study, request, opened } = job;
  const { first, last, seed } = request;
  const { pool } = opened;
  const { description } = choice;
  const options = readOptions(description, request.explainer.options);
  const subject = await job.subjects.subject(study.row(first), first);
  const method = await job.prepareMethod({ pool, description, structural, subject, options, seed });
  const decided = { choice, options, space: structural.space, note: method.note, ready: await pool.ready() };
  // While the records of one block are made and taken, the evaluators explain the next.
  const ask = (from: number, count: number) => {
    const begun = performance.now();
    const found = explainBlock(job, method, from, count).then((block) => ({
      block,
      milliseconds: performance.now() - begun,
    }));
    // It may fail while the block before it is taken, and is abandoned when the job is cancelled.
    found.catch(() => {});
    return { from, count, found };
  };
  let size = FIRST_BLOCK;
  let next = ask(first, Math.min(size, last - first + 1));
  while (!isHalted()) {
    const { from, count, found } = next;
    const { block, milliseconds } = await found;
    size = nextBlock({ count, milliseconds }, size, LARGEST_BLOCK);
    const rest = last - from - count + 1;
    if (rest > 0) next = ask(from + count, Math.min(size, rest));
    await job.take(await recordsOf(job, block, decided, milliseconds / count));
    report(from + count - first);
    if (rest <= 0) return;
  }
}

/** Some rows in a row, explained. */
interface Block {
  /** The first row. */
  readonly from: number;
  /** Rows × K of the model. */
  readonly answers: Float64Array;
  /** One a row, of all outputs. */
  readonly attributions: readonly Attribution[];
}

async function explainBlock(
  { study, opened }: RowsJob,
  method: ReadyMethod,
  from: number,
  count: number,
): Promise<Block> {
  const width = study.study.columns.length;
  const data = roomFor(study.precision, count * width);
  for (let at = 0; at < count; at++) data.set(study.row(from + at), at * width);
  const rows = { count, columns: width, data };
  const all = study.study.outputs.map((_, index) => index);
  const { signal } = new AbortController();
  const [answers, packed] = await Promise.all([
    opened.pool.predict(rows, all, signal),
    opened.pool.explain(method.spec, rows, method.width, signal),
  ]);
  return { from, answers, attributions: attributionsOf(method, packed, count, method.spec.players) };
}

/** The records of a block's rows, each of which took this many milliseconds. */
function recordsOf(
  { study, request, subjects, opened }: RowsJob,
  { from, answers, attributions }: Block,
  decided: Omit<Decided, 'outputs' | 'answer'>,
  milliseconds: number,
): Promise<Explanation[]> {
  const names = study.study.outputs;
  const measured = { calls: 1, stopped: 'done', milliseconds } as const;
  const record = async (attribution: Attribution, at: number): Promise<Explanation> => {
    const answer = answers.subarray(at * names.length, (at + 1) * names.length);
    const outputs = selectOutputs(request.outputs, names, study.card.task, answer);
    const subject = await subjects.subject(study.row(from + at), from + at);
    const about = { study, request, subject, pool: opened.pool, backendWhy: opened.why };
    return sealRecord(composeRecord(about, { ...decided, outputs, answer }, ofOutputs(attribution, outputs), measured));
  };
  return Promise.all(attributions.map(record));
}

/** The part of an attribution that belongs to some of its outputs. */
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
