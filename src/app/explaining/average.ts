import type { Shown } from '../state.ts';
import type { Store } from '../store.ts';
import { averageFor, isAverage } from '../wording/average.ts';

/**
 * Has the page know the average answer that an explanation on show is compared with: as its values
 * tell it, else by asking the model once. Where that fails, the explanation stands without it.
 */
export async function learnAverage(store: Store, shown: Shown, ask: () => Promise<readonly number[]>): Promise<void> {
  const { record, study } = shown;
  const about = { study, of: averageFor(record) };
  if (record.additivityResidual !== null) {
    const inOwnUnits = record.space === 'output' && record.input.kind === 'tabular';
    if (inOwnUnits) store.set({ average: { ...about, outputs: record.outputs, base: record.base } });
    return;
  }
  if (isAverage(store.get().average, shown)) return;
  const answer = await ask().catch(() => null);
  if (answer && store.get().shown?.record.id === record.id)
    store.set({ average: { ...about, outputs: study.outputs, base: answer } });
}
