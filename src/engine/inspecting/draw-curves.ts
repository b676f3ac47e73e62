import { counted } from '../../numerics/filled.ts';
import type { Random } from '../../numerics/random.ts';
import type { Inspection } from '../../records/inspection.ts';
import {
  type CurveMaker,
  edgesOf,
  gridOf,
  localEffects,
  partialDependence,
  type Rows,
} from '../../whole-model/curves.ts';
import { localEffectsOfTwo } from '../../whole-model/curves-of-two.ts';
import type { Column } from '../../whole-model/groups.ts';
import type { Asking } from './asking.ts';

export interface CurveJob {
  readonly asking: Asking;
  readonly columns: readonly Column[];
  /** rows × columns. */
  readonly data: Float64Array;
  /** Outputs of the model, and the one that curves are of. */
  readonly outputs: number;
  readonly output: number;
  readonly random: Random;
}

type Curve = NonNullable<Inspection['curves']>[number];
type Together = NonNullable<Inspection['together']>;

/** Rows of partial dependence, those of them that are drawn by themselves, and of local effects. */
const ROWS = { mean: 200, single: 30, local: 1000 } as const;
/** Most parts of each of two columns, and rows that there are to be in a cell on average. */
const PARTS_OF_TWO = 8;
const ROWS_A_CELL = 10;

/** Curves of one column; null where it was stopped. */
export async function curveOf(job: CurveJob, column: number): Promise<Curve | null> {
  const { name, values, levels } = job.columns[column];
  const grid = levels
    ? [...new Set(values.filter((code) => !Number.isNaN(code)))].sort((a, b) => a - b)
    : gridOf(values);
  if (grid.length === 0) return { column: name, levels: null, grid, mean: [], centred: [], single: [], local: null };
  const averaged = someRows(job, ROWS.mean);
  const partial = await drawn(job, partialDependence(averaged, column, grid));
  if (!partial) return null;
  const edges = levels ? [] : edgesOf(values);
  const local = edges.length > 1 ? await drawn(job, localEffects(someRows(job, ROWS.local), column, edges)) : null;
  if (edges.length > 1 && !local) return null;
  return {
    column: name,
    rows: averaged.count,
    levels: levels ? grid.map((code) => levels[code]) : null,
    grid: [...grid],
    mean: [...partial.mean],
    centred: [...partial.centred],
    single: partial.single.slice(0, ROWS.single).map((own) => [...own]),
    local: local && { edges: [...local.edges], effect: [...local.effect], rows: [...local.rows] },
  };
}

/** What two numeric columns do together; null where it was stopped, or one has a single value. */
export async function curveOfTwo(job: CurveJob, pair: readonly [number, number]): Promise<Together | null> {
  const rows = someRows(job, ROWS.local);
  const parts = Math.min(PARTS_OF_TWO, Math.max(2, Math.floor(Math.sqrt(rows.count / ROWS_A_CELL))));
  const [first, second] = pair.map((column) => edgesOf(job.columns[column].values, parts));
  if (first.length < 2 || second.length < 2) return null;
  const found = await drawn(job, localEffectsOfTwo(rows, pair, [first, second]));
  return (
    found && {
      columns: [job.columns[pair[0]].name, job.columns[pair[1]].name],
      edges: [first, second],
      effect: found.effect.map((row) => [...row]),
      half: found.half.map((row) => [...row]),
      rows: found.rows.map((row) => [...row]),
    }
  );
}

/** The same rows for every curve. */
function someRows({ data, columns, random }: CurveJob, most: number): Rows {
  const width = columns.length;
  const count = data.length / width;
  if (count <= most) return { data, count, columns: width };
  const rows = random.fork('curves').shuffle(counted(count)).slice(0, most);
  const picked = new Float64Array(most * width);
  for (const [at, row] of rows.entries()) picked.set(data.subarray(row * width, (row + 1) * width), at * width);
  return { data: picked, count: most, columns: width };
}

async function drawn<Result>({ asking, outputs, output }: CurveJob, maker: CurveMaker<Result>): Promise<Result | null> {
  let step = maker.next();
  while (!step.done) {
    const { data, count } = step.value;
    const found = await asking.answers(data, count);
    if (!found) return null;
    step = maker.next(Float64Array.from({ length: count }, (_, row) => found[row * outputs + output]));
  }
  return step.value;
}
