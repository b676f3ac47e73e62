import { readOptions } from '../../explainers/options.ts';
import type { Explanation } from '../../records/record.ts';
import type { Attributions } from '../../whole-model/importance.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import { structuralChoice } from '../jobs/choose-explainer.ts';
import { explainedBlocks } from '../jobs/explained-blocks.ts';
import { type MethodPreparer, structuralReason } from '../jobs/structural.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
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
  readonly signal: AbortSignal;
  readonly isOn: () => Promise<boolean>;
  /** Explains one row by itself, and counts its calls. */
  readonly one: (row: number, output: number, space: Space) => Promise<Explanation>;
  /** Hears of the rows that are explained by now; `attributions` are those of all of them. */
  readonly grown: (attributions: Gathered) => void;
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

/** Attributions of rows, as many as there are when it is stopped. */
export async function gather(job: Gathering): Promise<Gathered | null> {
  const { request, opened, output } = job;
  const space = spaceOf(opened, request, output);
  const structural = opened.structure && { structure: opened.structure, selected: [output], space };
  const choice = structuralChoice(request.explainer ?? 'auto', structural);
  if (!choice || !structural) return oneByOne(job, space);
  const { study, rows, signal, isOn, grown } = job;
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
  });
  const { players } = subject;
  const width = players.length;
  const values = new Float64Array(rows.length * width);
  const gathered = (count: number): Gathered => ({
    rows: count,
    players,
    values: values.subarray(0, count * width),
    errors: null,
    space,
    base: method.base[0],
    explainer: description.name,
    exact: method.exact === true,
    together: true,
  });
  let done = 0;
  // While one block is taken in, the evaluators explain the next ones.
  for await (const { count, packed } of explainedBlocks({ study, pool: opened.pool, method, rows, signal })) {
    for (let at = 0, from = 1; at < count; at++, from += method.width)
      values.set(packed.subarray(from, from + width), (done + at) * width);
    done += count;
    grown(gathered(done));
    if (!(await isOn())) break;
  }
  return done === 0 ? null : gathered(done);
}

async function oneByOne({ rows, one, output, signal, isOn, grown }: Gathering, space: Space): Promise<Gathered | null> {
  const values: number[] = [];
  const errors: number[] = [];
  let latest: Gathered | null = null;
  for (const row of rows) {
    if (!(await isOn())) break;
    const record = await unlessAborted(signal, one(row, output, space));
    if (!record || record.stopped === 'cancelled') break;
    const [own] = record.attributions;
    values.push(...own);
    errors.push(...(record.standardErrors?.[0] ?? own.map(() => 0)));
    latest = {
      rows: values.length / own.length,
      players: record.players,
      values: Float64Array.from(values),
      errors: errors.some((error) => error > 0) ? Float64Array.from(errors) : null,
      space,
      base: record.base[0],
      explainer: record.explainer.name,
      exact: errors.every((error) => error === 0),
      together: false,
    };
    grown(latest);
  }
  return latest;
}
