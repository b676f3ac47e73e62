import type { Inspection } from '../../records/inspection.ts';
import type { Explanation } from '../../records/record.ts';
import { shiftsOf } from '../../whole-model/drift.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { createAsking } from './asking.ts';
import type { ChosenRows } from './chosen-rows.ts';
import { type Gathered, gather, readsStructure, spaceOf } from './gather.ts';
import type { InspectJob, OtherModel } from './inspect-job.ts';
import { type Answered, type ComparedAnswers, compareAnswers, compareAttributions } from './other-model.ts';
import type { OtherRows } from './other-rows.ts';

/** Rows that are explained unless it is said how many: one by one they take long. */
export const EXPLAINED = 100;

/** What others are compared with. */
export interface Compared extends Answered {
  readonly job: InspectJob;
  readonly request: InspectRequest;
  readonly chosen: ChosenRows;
  /** Places of the chosen rows in the order of explaining, and what came of it. */
  readonly order: Int32Array;
  readonly gathered: Gathered;
  readonly output: number;
  /** Counts what explaining a row asked a model for. */
  readonly counted: (record: Explanation) => Explanation;
  /** Hears of how many rows are done, and of all of them. */
  readonly told: (done: number, total: number) => void;
}

/** The space that both models would be explained in by themselves, else the models' own units. */
export function sharedSpace({ opened, request, study }: InspectJob, other: OtherModel): Explanation['space'] {
  // Which output it is does not matter: a structure is read alike for all of them.
  const last = (one: TabularStudy): number => one.study.outputs.length - 1;
  const own = spaceOf(opened, request, last(study));
  const theirs = spaceOf(other.opened, request, last(other.study));
  return own === theirs ? own : 'output';
}

/** Which attributions are others in another table's rows, explained alike; null where stopped. */
export async function compareRows(of: Compared, other: OtherRows): Promise<NonNullable<Inspection['against']> | null> {
  const { job, request, gathered, output, counted, told } = of;
  const some = other.rows.slice(0, request.explained ?? (gathered.together ? other.rows.length : EXPLAINED));
  const found = await gather(
    {
      ...job,
      study: other.study,
      request,
      output,
      rows: some,
      one: async (row, ofOutput, inSpace) => counted(await job.one(other.study.row(row), ofOutput, inSpace)),
    },
    ({ rows }) => told(rows, some.length),
  );
  if (!found || found.rows < some.length) return null;
  return { ...other.found, explained: found.rows, moved: plain(shiftsOf(gathered, found)) };
}

/**
 * What another model makes of the same rows; null where stopped.
 * @param answered hears of what its answers tell, and how many rows it was asked for.
 */
export async function compareModels(
  of: Compared,
  other: OtherModel,
  answered: (compared: ComparedAnswers | null, calls: number) => void,
): Promise<NonNullable<Inspection['againstModel']> | null> {
  const { job, request, chosen, order, gathered, counted, told } = of;
  const count = chosen.rows.length;
  const asking = createAsking(other.study, other.opened, job);
  const compared = await compareAnswers({ own: of, chosen, other, asking, request }, (done) => told(done, count));
  answered(compared, asking.calls);
  if (!compared) return null;
  const { output, takes } = compared;
  const all = readsStructure(other.opened, request, { space: gathered.space, output });
  const shared = Int32Array.from({ length: gathered.rows }, (_, at) => at)
    .filter((at) => takes[order[at]] === 1)
    .slice(0, request.explained ?? (all ? gathered.rows : EXPLAINED));
  const explained = await gather(
    {
      ...job,
      study: other.study,
      opened: other.opened,
      request,
      output,
      rows: shared.map((at) => chosen.rows[order[at]]),
      one: async (...asked) => counted(await other.one(...asked)),
    },
    ({ rows }) => told(rows, shared.length),
  );
  if (!explained || explained.rows < shared.length) return null;
  // Of the rows that might have been chosen it takes as large a part as of those that were.
  const population = (chosen.population * compared.found.rows) / count;
  return plain(compareAttributions(compared, { own: gathered, other: explained, rows: shared }, population));
}

/** What only differs in what may be written to. */
const plain = <T>(value: unknown): T => value as T;
