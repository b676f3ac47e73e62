import { candidatesOf } from '../../counterfactuals/candidates.ts';
import type { Ask, Outcome, Problem, Reply } from '../../counterfactuals/counterfactual.ts';
import { type LeverTips, type Tip, tipping } from '../../counterfactuals/tipping.ts';
import type { Tipping } from '../../records/tipping.ts';
import type { Structure } from '../../structures/structure.ts';
import type { TabularStudy } from '../studies/study.ts';

type Columns = Tipping['columns'];

/** How far each column of a row can go by itself before the goal is reached. */
export function* tipsOfColumns(
  problem: Problem,
  { study, structure }: { readonly study: TabularStudy; readonly structure: Structure | null },
  estimate: () => Outcome,
): Generator<Ask, Columns, Reply> {
  const { row, levers } = problem;
  const candidates = candidatesOf(structure, study.usable().rows);
  const found = yield* tipping(
    problem,
    levers.map((lever) => candidates(lever, row)),
    estimate,
  );
  const names = study.study.columns.map(({ name }) => name);
  return found.map((tips) => inCells(tips));

  function inCells({ lever, exact, up, down, levels, missing }: LeverTips): Columns[number] {
    const { columns } = levers[lever];
    /** As the table has them: cells of a row with these values. */
    const cells = (values: readonly number[]) => {
      const changed = row.slice();
      for (const [at, column] of columns.entries()) changed[column] = values[at];
      const decoded = study.decode(changed);
      return columns.map((column) => decoded[column]);
    };
    const tipOf = (tip: Tip | null) =>
      tip && {
        stays: cells(tip.stays),
        tips: tip.tips && cells(tip.tips),
        output: tip.answers && Array.from(tip.answers),
        distance: tip.distance,
      };
    return {
      columns: columns.map((column) => names[column]),
      from: cells(columns.map((column) => row[column])),
      exact,
      up: tipOf(up),
      down: tipOf(down),
      levels: levels?.map(({ values, tips }) => ({ values: cells(values), tips })) ?? null,
      missing,
    };
  }
}
