import { allRows, completeRows, takeRows } from '../../data/tables/table-rows.ts';
import { OrielError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import type { Inspection } from '../../records/inspection.ts';
import { driftOf } from '../../whole-model/drift.ts';
import type { Column } from '../../whole-model/groups.ts';
import type { InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { withRows } from '../studies/study-rows.ts';

/** Rows of another table, which those that are looked at are compared with. */
export interface OtherRows {
  /** The study, whose rows are those of the other table. */
  readonly study: TabularStudy;
  /** Row numbers in the other table, in the order of explaining. */
  readonly rows: Int32Array;
  /** What is known before any is explained. */
  readonly found: NonNullable<Inspection['against']>;
}

/**
 * The rows of another table that the model can take, at most as many as were asked for, drawn from
 * the seed. Throws what reading them throws, and `data-no-usable-row` where there is none.
 */
export function chooseOthers(
  study: TabularStudy,
  { against, rows: most = Number.POSITIVE_INFINITY }: Pick<InspectRequest, 'against' | 'rows'>,
  { columns, random }: { readonly columns: readonly Column[]; readonly random: Random },
): OtherRows | null {
  if (against === undefined) return null;
  const { file, rows: all } = study.foreignRows(against);
  const usable = study.facts.takesMissing ? allRows(all.count) : completeRows(all);
  if (usable.length === 0) throw new OrielError('data-no-usable-row', { file });
  const rows = random.shuffle(usable).slice(0, Math.min(most, usable.length));
  const drifts = columns.map((column, at) =>
    driftOf(column, { ...column, values: Float64Array.from(rows, (own) => all.number(own, at)) }),
  );
  return {
    study: withRows(study, (row) => takeRows(all, [row]).data),
    rows,
    found: {
      file,
      rows: all.count,
      used: rows.length,
      columns: drifts.sort((a, b) => b.psi - a.psi),
      explained: 0,
      moved: null,
    },
  };
}
