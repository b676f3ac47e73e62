import { version } from '../../../package.json';
import type { Found, Outcome } from '../../counterfactuals/counterfactual.ts';
import type { Unusual } from '../../counterfactuals/unusual.ts';
import { sha256 } from '../../data/hash.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { type Counterfactual, counterfactualId, parseCounterfactual } from '../../records/counterfactual.ts';
import type { Tipping } from '../../records/tipping.ts';
import { describedModel, reasons } from '../jobs/compose-record.ts';
import type { EvaluatorReady } from '../protocol.ts';
import type { ChangeJob } from './change-job.ts';
import type { ResolvedLimits } from './limits.ts';

/** Everything that a record is made of. */
export interface Composed extends Pick<ChangeJob, 'study' | 'request' | 'row' | 'number' | 'pool' | 'backendWhy'> {
  readonly resolved: ResolvedLimits;
  readonly target: Counterfactual['target'];
  readonly answers: Float64Array;
  readonly ready: Pick<EvaluatorReady, 'runtime' | 'backend' | 'adapter'>;
  readonly outcome: Outcome;
  readonly tipping: Tipping | null;
  readonly method: Counterfactual['method'];
  readonly calls: number;
  readonly stopped: Counterfactual['stopped'];
  readonly milliseconds: number;
}

/** A record of what was found so far, complete except for its hashes. */
export function compose(made: Composed, unusual: ((row: Numbers) => Unusual) | null): Counterfactual {
  const { study, request, row, resolved, outcome, ready, pool } = made;
  const names = study.study.columns.map(({ name }) => name);
  const values = study.decode(row);
  const way = (found: Found): Counterfactual['ways'][number] => {
    const after = study.decode(found.row);
    return {
      changed: found.changed,
      distance: found.distance,
      changes: names.flatMap((column, at) =>
        Object.is(found.row[at], row[at]) ? [] : { column, from: values[at], to: after[at] },
      ),
      values: [...after],
      output: Array.from(found.answers),
      nearest: found.nearest,
      unusual: unusual ? { ...unusual(found.row) } : null,
    };
  };
  const { bound } = outcome;
  return {
    schema: 'oriel.counterfactual/1',
    id: 'unfinished',
    created: new Date().toISOString(),
    model: describedModel(study),
    input: { sha256: 'unfinished', columns: names, values: [...values], row: made.number },
    outputs: [...study.study.outputs],
    modelOutput: Array.from(made.answers),
    target: made.target,
    limits: resolved.limits,
    method: made.method,
    proof: outcome.proof,
    bound: bound && { changed: bound.changed, distance: bound.distance },
    ways: outcome.found.map(way),
    ...(made.tipping && { tipping: made.tipping }),
    seed: request.seed,
    calls: made.calls,
    stopped: made.stopped,
    milliseconds: made.milliseconds,
    backend: {
      name: pool.backend === 'wasm' && ready.backend === 'cpu' ? 'cpu' : pool.backend,
      adapter: pool.backend === 'webgpu' || pool.backend === 'mixed' ? ready.adapter : null,
      ...reasons(made.backendWhy),
    },
    runtime: ready.runtime,
    engine: `oriel ${version}`,
  };
}

/** Gives a finished record its hashes. */
export async function seal(record: Counterfactual, row: Numbers): Promise<Counterfactual> {
  const hashed = { ...record, input: { ...record.input, sha256: await sha256(row) } };
  return parseCounterfactual({ ...hashed, id: await counterfactualId(hashed) });
}
