import type { Random } from '../../numerics/random.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Column } from '../../whole-model/groups.ts';
import { permutationImportance } from '../../whole-model/importance.ts';
import type { Asking } from './asking.ts';
import type { ChosenRows } from './chosen-rows.ts';
import type { Judged } from './judge.ts';

export interface Permuting {
  readonly asking: Asking;
  readonly chosen: ChosenRows;
  readonly columns: readonly Column[];
  readonly judged: Judged;
  /** Of the chosen rows, × K. */
  readonly answers: Float64Array;
  readonly random: Random;
  /** Hears how many columns are done. */
  readonly told: (columns: number) => void;
}

/** Rows whose values change places, and how often. */
const PERMUTED = { rows: 1000, times: 2 } as const;

/** Changes columns' values about between rows whose answer is known; null where it is stopped. */
export async function permute(
  { asking, chosen, columns, judged, answers, random, told }: Permuting,
  chosenColumns: readonly number[],
): Promise<Inspection['permutation']> {
  const { data, truth } = chosen;
  const width = columns.length;
  const rows = random
    .fork('permuted')
    .shuffle(Int32Array.from(truth.keys()).filter((at) => !Number.isNaN(truth[at])))
    .slice(0, PERMUTED.rows);
  const losses = judged.losses(answers, rows, rows);
  const changes: (ReturnType<typeof permutationImportance> & { rows: number })[] = [];
  for (const [at, column] of chosenColumns.entries()) {
    const permuted: Float64Array[] = [];
    for (let time = 0; time < PERMUTED.times; time++) {
      const changed = new Float64Array(rows.length * width);
      const from = random.fork(`permuted ${column} ${time}`).shuffle(rows.slice());
      for (const [to, row] of rows.entries()) {
        changed.set(data.subarray(row * width, (row + 1) * width), to * width);
        changed[to * width + column] = data[from[to] * width + column];
      }
      const given = await asking.answers(changed, rows.length);
      if (!given) return null;
      permuted.push(judged.losses(given, rows, null));
    }
    changes.push({ ...permutationImportance(columns[column].name, losses, permuted), rows: rows.length });
    told(at + 1);
  }
  return changes.sort((a, b) => (b.increase.value ?? 0) - (a.increase.value ?? 0));
}
