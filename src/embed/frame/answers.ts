import type { Language } from '../../catalogue/language.ts';
import type { Prediction } from '../../engine/protocol.ts';
import { asOrielError, OrielError } from '../../errors.ts';
import type { JobStatus } from '../../library/job.ts';
import type { ExplainOptions } from '../../library/options.ts';
import type { Explanation } from '../../records/record.ts';
import type { Answer, Result } from '../frame-side.ts';
import { isCancel } from './showing.ts';

/** What a host is told of what went wrong. */
export function refusal(id: number, thrown: unknown, language: Language): Answer {
  if (isCancel(thrown))
    return { id, type: 'error', problem: 'cancelled', text: language.say('widget.problem.cancelled') };
  // It stands within a sentence.
  const what = language.text(asOrielError(thrown).said).replace(/\.$/, '');
  return { id, type: 'error', problem: 'failed', text: language.say('widget.problem.failed', { what }) };
}

/** The class that a host asks about, where it is one. */
export const chosenIn = ({ outputs }: ExplainOptions): string | null =>
  typeof outputs === 'object' && outputs.length === 1 ? outputs[0] : null;

/** What comes of it, or that it was cancelled, whichever is first. */
export function until<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(new OrielError('failure-cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
  });
  const first = Promise.race([promise, cancelled]);
  first.catch(() => {}); // whoever waits hears of it
  return first;
}

export function progressOf(id: number, { done, total, estimate }: JobStatus): Answer {
  const rows = (matrix: readonly (readonly number[])[]) => matrix.map((row) => [...row]);
  return {
    ...{ id, type: 'progress', part: total === null || total === 0 ? null : Math.min(1, done / total) },
    estimate: estimate && {
      attributions: rows(estimate.attributions),
      standardErrors: estimate.standardErrors && rows(estimate.standardErrors),
    },
  };
}

export const resultOf = ({ prediction, record }: { prediction: Prediction; record: Explanation | null }): Result => ({
  type: 'result',
  prediction: { outputs: [...prediction.outputs], values: [...prediction.values] },
  record: record as Result['record'],
});
