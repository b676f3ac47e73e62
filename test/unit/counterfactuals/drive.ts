import type { Ask, Reply } from '../../../src/counterfactuals/counterfactual.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';

/** Drives a search with a model in this thread; `stopAfter`: asks after which it is told to stop. */
export function driveSearch<Result, Said>(
  search: Generator<Ask<Said>, Result, Reply>,
  predict: (rows: Numbers, count: number) => Float64Array,
  stopAfter = Number.POSITIVE_INFINITY,
): { readonly result: Result; readonly rows: number; readonly asks: readonly Ask<Said>[] } {
  const asks: Ask<Said>[] = [];
  let rows = 0;
  for (let next = search.next(); ; ) {
    if (next.done) return { result: next.value, rows, asks };
    const ask = next.value;
    asks.push(ask);
    rows += ask.count;
    const answers = ask.count > 0 ? predict(ask.rows, ask.count) : new Float64Array();
    next = search.next({ answers, stop: asks.length > stopAfter });
  }
}
