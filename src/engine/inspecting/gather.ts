import { readOptions } from '../../explainers/options.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Explanation } from '../../records/record.ts';
import type { Attributions } from '../../whole-model/importance.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import { structuralChoice } from '../jobs/choose-explainer.ts';
import { explainedBlocks } from '../jobs/explained-blocks.ts';
import { type MethodPreparer, structuralReason } from '../jobs/structural.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { withRows } from '../studies/study-rows.ts';
import { rowSubjects } from '../subjects/tabular.ts';
import { unlessAborted } from './asking.ts';

export interface Gathering {
  readonly study: TabularStudy;
  readonly request: InspectRequest;
  readonly opened: OpenedPool;
  readonly prepareMethod: MethodPreparer;
  readonly output: number;
  /** Row numbers in the table, in the order of explaining. */
  readonly rows: Int32Array;
  /** Each of them by its place in that order, as the model takes it, where it is at hand. */
  readonly rowAt?: (place: number) => Numbers;
  readonly signal: AbortSignal;
  readonly isOn: () => Promise<boolean>;
  /** Explains one row by itself, and counts its calls. */
  readonly one: (row: number, output: number, space: Space) => Promise<Explanation>;
}

type Space = NonNullable<InspectRequest['space']>;

export interface Gathered extends Attributions {
  readonly space: Space;
  /** The answer that attributions go on from. */
  readonly base: number;
  readonly explainer: string;
  readonly exact: boolean;
  /** Whether a structure was read, and all rows are explained together. */
  readonly together: boolean;
}

/** Where values add up: as asked; else the model's own units, or raw where only that is exact. */
export function spaceOf(
  { structure }: Pick<OpenedPool, 'structure'>,
  { space }: Pick<InspectRequest, 'space'>,
  output: number,
): Space {
  if (space !== undefined) return space;
  const exactIn = (one: Space): boolean =>
    structure !== null && structuralReason({ structure, selected: [output], space: one }).exact;
  return !exactIn('output') && exactIn('raw') ? 'raw' : 'output';
}

/** Whether rows are explained together, by what the model's file shows. */
export const readsStructure = (
  { structure }: Pick<OpenedPool, 'structure'>,
  { explainer = 'auto' }: Pick<InspectRequest, 'explainer'>,
  { space, output }: { readonly space: Space; readonly output: number },
): boolean => structuralChoice(explainer, structure && { structure, selected: [output], space }) !== null;

/** Blocks that the evaluators go on with while answers are judged, which takes as long as a few. */
const AHEAD = 6;

/** Attributions of rows, as many as there are when it is stopped. */
export async function gather(
  job: Gathering,
  /** Hears of the rows that are explained by now. */
  grown: (gathered: Gathered) => void,
): Promise<Gathered | null> {
  let latest: Gathered | null = null;
  for await (latest of gathering(job)) grown(latest);
  return latest;
}

/** Attributions of all rows explained by now, after each block or row; ends where it is stopped. */
export async function* gathering(job: Gathering): AsyncGenerator<Gathered, void> {
  const { request, opened, output } = job;
  const space = spaceOf(opened, request, output);
  const structural = opened.structure && { structure: opened.structure, selected: [output], space };
  const choice = structuralChoice(request.explainer ?? 'auto', structural);
  if (!choice || !structural) return yield* oneByOne(job, space);
  const { study, rows, rowAt, signal, isOn } = job;
  const { description } = choice;
  const options = readOptions(description, request.explainerOptions);
  const background = request.background;
  const asked = {
    study: request.study,
    explainer: { name: request.explainer ?? 'auto' },
    outputs: [study.study.outputs[output]],
    seed: request.seed,
    budget: {},
    ...(background && { background }),
  };
  const subject = await (await rowSubjects(study, asked)).subject(study.row(rows[0]), rows[0]);
  const method = await job.prepareMethod({
    pool: opened.pool,
    description,
    structural,
    subject,
    options,
    seed: request.seed,
    valuesAlone: true,
  });
  const { players } = subject;
  const width = players.length;
  const values = new Float64Array(rows.length * width);
  let done = 0;
  const given = rowAt ? { study: withRows(study, rowAt), rows: Int32Array.from(rows.keys()) } : { study, rows };
  // While one block is taken in, the evaluators explain the next ones.
  const asking = { pool: opened.pool, method, ahead: AHEAD, signal };
  for await (const { count, packed } of explainedBlocks({ ...given, ...asking })) {
    values.set(packed, done * width);
    done += count;
    yield {
      rows: done,
      players,
      values: values.subarray(0, done * width),
      errors: null,
      space,
      base: method.base[0],
      explainer: description.name,
      exact: method.exact === true,
      together: true,
    };
    if (!(await isOn())) return;
  }
}

async function* oneByOne({ rows, one, output, signal, isOn }: Gathering, space: Space): AsyncGenerator<Gathered, void> {
  let [values, errors] = [new Float64Array(), new Float64Array()];
  let exact = true;
  for (const [at, row] of rows.entries()) {
    if (!(await isOn())) return;
    const record = await unlessAborted(signal, one(row, output, space));
    if (!record || record.stopped === 'cancelled') return;
    const [own] = record.attributions;
    const width = own.length;
    if (at === 0) [values, errors] = [values, errors].map(() => new Float64Array(rows.length * width));
    values.set(own, at * width);
    const ownErrors = record.standardErrors?.[0];
    if (ownErrors) errors.set(ownErrors, at * width);
    exact &&= !ownErrors?.some((error) => error > 0);
    yield {
      rows: at + 1,
      players: record.players,
      values: values.subarray(0, (at + 1) * width),
      errors: exact ? null : errors.subarray(0, (at + 1) * width),
      space,
      base: record.base[0],
      explainer: record.explainer.name,
      exact,
      together: false,
    };
  }
}
