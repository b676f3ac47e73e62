import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Case } from './case.ts';
import { estimatorsOf, type Outcome, overPermutation, overShap, timeToShap } from './compare.ts';
import { goldenCases } from './golden.ts';
import { knownCases } from './known.ts';
import { budgetsOf, type Measured, measure } from './measure.ts';
import { pictureCase } from './picture.ts';
import { type Settings, wanted } from './settings.ts';
import { count, figure, table } from './tables.ts';

/** Writes the results of a bench as JSON, to a path relative to the repository. */
export function write(root: string, file: string, what: object): void {
  const path = resolve(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(what, null, 2)}\n`);
  console.log(`\n${path}`);
}

/** Measures and prints the error of every estimator on the chosen cases. */
export async function accuracy(root: string, settings: Settings): Promise<void> {
  const picture = await pictureCase(root);
  if (!picture) console.log('mobilenet is left out: it has no reference yet; "npm run bench -- reference" makes one\n');
  const cases = wanted([...knownCases, ...goldenCases(root), ...(picture ? [picture] : [])], settings.only);
  const names = settings.estimators.map(({ name }) => name);
  console.log(`Mean squared error over the variance of the exact values; ${settings.seeds} seeds; ${names.join(', ')}`);
  const outcomes: Outcome[] = [];
  const results: object[] = [];
  for (const one of cases) {
    const measured = await measure(one, settings);
    print(one, measured, settings);
    const coalitionTime = (await one.coalitionTime?.()) ?? null;
    outcomes.push({ one, cells: measured.cells, coalitionTime });
    results.push({
      name: one.name,
      group: one.group,
      players: one.players,
      shap: Object.fromEntries(one.shap),
      coalitionTime,
      referenceError: measured.floor,
      left: Object.fromEntries(measured.left),
      cells: measured.cells,
    });
  }
  const golden = outcomes.filter(({ one }) => one.group === 'golden');
  const shap = overShap(golden);
  overPermutation(golden, settings.budgets);
  const reached = timeToShap(golden);
  const { seeds, budgets } = settings;
  write(root, settings.out, { seeds, budgets, estimators: names, cases: results, overShap: shap, timeToShap: reached });
}

function print(one: Case, { cells, left, floor }: Measured, settings: Settings): void {
  const budgets = budgetsOf(one, settings.budgets);
  const over = (budget: number): string => {
    const shap = one.shap.get(budget);
    const any = cells.find((cell) => cell.budget === budget);
    return shap === undefined || !any ? '-' : figure((shap * any.relative) / any.error);
  };
  const rows = estimatorsOf([{ one, cells, coalitionTime: null }]).map((name) => [
    name,
    ...budgets.map((budget) => {
      const cell = cells.find(({ estimator, budget: own }) => estimator === name && own === budget);
      return cell ? `${figure(cell.relative)}${cell.asked > budget ? ' *' : ''}` : '.';
    }),
  ]);
  if (one.shap.size > 0) rows.push(["shap's KernelExplainer", ...budgets.map(over)]);
  table(`${one.name} (${one.group}, ${one.players} players)`, ['', ...budgets.map(count)], rows);
  if (rows.some((row) => row.some((text) => text.endsWith('*'))))
    console.log('  * asked for more coalitions than the budget');
  if (floor > 0) console.log(`  the reference's own error: ${figure(floor)}`);
  for (const [name, why] of left) console.log(`  ${name} is left out: ${why}`);
}
