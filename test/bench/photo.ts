// How soon a photograph's picture is right: calls and seconds until an estimate correlates with the
// converged one, by the pairs that are asked for.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineApi, ExplainRequest, Progress } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { figure, table } from './accuracy/tables.ts';
import { median } from './median.ts';
import { openCase } from './open-case.ts';

const PHOTOS = ['alps', 'cat', 'coffee', 'sheep'];
/** Plans of pairs: today's, and that which begins with players. */
const PAIRS = ['regions', 'chosen'];
const [SAMPLES, CONVERGED] = [512, 3000];
const SEEDS = 3;
/** Correlations that are waited for. */
const REACHED = [0.75, 0.9];
/** Model calls at which correlations are printed. */
const MARKS = [32, 64, 96, 128, 192, 256];

interface Estimate {
  readonly calls: number;
  readonly milliseconds: number;
  readonly correlation: number;
}

/** Prints the course of photographs whose name contains `only`; converged values are kept. */
export async function photo(root: string, only = ''): Promise<void> {
  const rows: string[][] = [];
  const courses: string[][] = [];
  for (const name of PHOTOS.filter((each) => each.includes(only.toLowerCase()))) {
    const engine = spawnEngine();
    try {
      const folder = join(root, 'public/examples/mobilenet');
      const read = async (file: string) => new Uint8Array(await readFile(join(folder, file)));
      const one = { name, model: 'model', photo: `photos/${name}.jpg` };
      const { request } = await openCase(engine.api, read, one, SAMPLES);
      const converged = await reference(engine.api, request, join(root, `.cache/bench/photo-${name}.json`));
      for (const pairs of PAIRS) {
        const runs: Estimate[][] = [];
        for (let seed = 1; seed <= SEEDS; seed++) runs.push(await course(engine.api, request, pairs, seed, converged));
        rows.push([
          name,
          pairs,
          ...REACHED.flatMap((wanted) => {
            const first = runs.map((run) => run.find(({ correlation }) => correlation >= wanted));
            return [
              count(median(first.map((found) => found?.calls ?? Number.POSITIVE_INFINITY))),
              figure(median(first.map((found) => (found?.milliseconds ?? Number.POSITIVE_INFINITY) / 1000))),
            ];
          }),
        ]);
        courses.push([name, pairs, ...MARKS.map((mark) => figure(mean(runs.map((run) => at(run, mark)))))]);
      }
    } finally {
      engine.close();
    }
  }
  table(
    `MobileNet, medians of ${SEEDS} seeds: model calls and seconds until an estimate correlates with the converged one`,
    ['', 'pairs', ...REACHED.flatMap((wanted) => [`${wanted}: calls`, 's'])],
    rows,
  );
  table('Correlation after so many calls, means', ['', 'pairs', ...MARKS.map(String)], courses);
}

const count = (calls: number): string => (Number.isFinite(calls) ? String(calls) : `> ${SAMPLES}`);
const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
const at = (run: readonly Estimate[], calls: number): number =>
  run.filter((estimate) => estimate.calls <= calls).at(-1)?.correlation ?? 0;

/** Values from many more samples, by pairs that no value chose; kept in a file. */
async function reference(api: EngineApi, request: ExplainRequest, file: string): Promise<number[]> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return JSON.parse(kept);
  const explainer = { name: 'gp-shap', options: { pairs: 'even' } };
  const budget = { samples: CONVERGED, error: 0 };
  const record = await api.explain('bench', { ...request, explainer, budget, seed: 99 }, () => {}, { fresh: true });
  const values = [...record.attributions[0]];
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(values));
  return values;
}

/** Every estimate of one explanation. */
async function course(
  api: EngineApi,
  request: ExplainRequest,
  pairs: string,
  seed: number,
  converged: readonly number[],
): Promise<Estimate[]> {
  const found: Estimate[] = [];
  const start = performance.now();
  const note = ({ record }: Pick<Progress, 'record'>): void => {
    if (record === null) return;
    const correlation = correlationOf(record.attributions[0], converged);
    found.push({ calls: record.calls, milliseconds: performance.now() - start, correlation });
  };
  const explainer = { name: 'gp-shap', options: { pairs } };
  note({ record: await api.explain('bench', { ...request, explainer, seed }, note, { fresh: true }) });
  return found;
}

/** Pearson's correlation. */
function correlationOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const of = (x: ArrayLike<number>) => Array.from(x).reduce((sum, one) => sum + one, 0) / x.length;
  const [meanA, meanB] = [of(a), of(b)];
  let [both, ownA, ownB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] - meanA) * (b[i] - meanB);
    ownA += (a[i] - meanA) ** 2;
    ownB += (b[i] - meanB) ** 2;
  }
  return both / Math.sqrt(ownA * ownB);
}
