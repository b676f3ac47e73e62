import type { Attribution } from '../../explainers/explainer.ts';
import { readOptions } from '../../explainers/options.ts';
import { attributionsOf } from '../../explainers/shared/structural.ts';
import type { Explanation } from '../../records/record.ts';
import { isBounded } from '../../structures/final-step.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { Progress, RowNumbers, RowsRequest } from '../protocol.ts';
import { dependsOnAnswer, selectOutputs } from '../studies/outputs.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { RowSubjects } from '../subjects/tabular.ts';
import { handOver } from '../workers/hand-over.ts';
import { type ExplainerChoice, structuralChoice } from './choose-explainer.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { type ExplainedBlock, explainedBlocks } from './explained-blocks.ts';
import { joinMessages } from './join-messages.ts';
import type { MethodPreparer, ReadyMethod, StructuralRequest } from './structural.ts';

/** Records of a block are held at once. */
const LARGEST_BLOCK = 512;

/** Rows in their order: their records, or the numbers of as many rows. */
export type TakeRows = (records: readonly Explanation[], numbers?: RowNumbers) => void | Promise<void>;

export interface RowsJob {
  readonly study: TabularStudy;
  readonly request: RowsRequest;
  readonly subjects: RowSubjects;
  readonly opened: OpenedPool;
  readonly prepareMethod: MethodPreparer;
  readonly cancelled: Promise<'cancelled'>;
  readonly take: TakeRows;
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
  const choice = structuralChoice(request.explainer.name, structural, request.tabular?.absent === 'conditional');
  if (choice && structural) {
    const leaving = new AbortController();
    cancelled.then(() => leaving.abort());
    return explainTogether(job, { choice, structural, report, signal: leaving.signal });
  }
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
  readonly signal: AbortSignal;
}

/** Explains all rows with one method that was made ready once. */
async function explainTogether(job: RowsJob, { choice, structural, report, signal }: Together): Promise<void> {
  const { study, request, opened } = job;
  const { first, last, seed } = request;
  const { pool } = opened;
  const { description } = choice;
  const options = readOptions(description, request.explainer.options);
  const subject = await job.subjects.subject(study.row(first), first);
  const method = await job.prepareMethod({ pool, description, structural, subject, options, seed });
  const decided = { choice, options, space: structural.space, note: method.note, ready: await pool.ready() };
  const records = { study, pool, method, answered: true, largest: LARGEST_BLOCK, signal };
  if (!request.numbers) {
    // While the records of one block are made and taken, the evaluators explain the next ones.
    for await (const block of explainedBlocks({ ...records, rows: { first, last } })) {
      await job.take(await recordsOf(job, { method, block }, decided));
      report(block.from + block.count);
    }
    return;
  }
  for await (const block of explainedBlocks({ ...records, rows: { first, last: first } })) {
    const [like] = await recordsOf(job, { method, block }, decided);
    // Records fail where an answer is not finite: without them the same rows must.
    const answered = !isBounded(structural.structure.finalStep) || dependsOnAnswer(request.outputs, study.card.task);
    for await (const block of explainedBlocks({ study, pool, method, answered, signal, rows: { first, last } })) {
      await job.take([], handOver(numbersOf(job, { method, block }, like), block.packed));
      report(block.from + block.count);
    }
  }
}

/** Rows that were explained, and by what. */
interface Found {
  readonly method: ReadyMethod;
  readonly block: ExplainedBlock;
}

/** The outputs of a block's row that are asked for. */
function outputsOf({ study, request }: RowsJob, { answers }: ExplainedBlock, at: number) {
  const names = study.study.outputs;
  const answer = answers?.subarray(at * names.length, (at + 1) * names.length) ?? new Float64Array();
  return { answer, outputs: selectOutputs(request.outputs, names, study.card.task, answer) };
}

/** A block's rows as numbers. */
function numbersOf(job: RowsJob, { method: { base, exact }, block }: Found, like: Explanation): RowNumbers {
  const { study, request } = job;
  const { count, packed } = block;
  const chosen = dependsOnAnswer(request.outputs, study.card.task)
    ? Int32Array.from({ length: count }, (_, at) => outputsOf(job, block, at).outputs[0])
    : null;
  return { count, packed, chosen, like, outputs: study.study.outputs, base, exact: exact === true };
}

/** The records of a block's rows. */
function recordsOf(
  job: RowsJob,
  { method, block }: Found,
  decided: Omit<Decided, 'outputs' | 'answer'>,
): Promise<Explanation[]> {
  const { study, request, subjects, opened } = job;
  const { from, count, packed, milliseconds } = block;
  const measured = { calls: 1, stopped: 'done', milliseconds: milliseconds / count } as const;
  const record = async (attribution: Attribution, at: number): Promise<Explanation> => {
    const { answer, outputs } = outputsOf(job, block, at);
    const row = request.first + from + at;
    const subject = await subjects.subject(study.row(row), row);
    const about = { study, request, subject, pool: opened.pool, backendWhy: opened.why };
    return sealRecord(composeRecord(about, { ...decided, outputs, answer }, ofOutputs(attribution, outputs), measured));
  };
  return Promise.all(attributionsOf(method, packed, count, method.spec.players).map(record));
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
    ...(found.interactionErrors && { interactionErrors: pick(found.interactionErrors) }),
  };
}
