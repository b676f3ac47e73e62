import { engineWords } from '../words/en.ts';
import { disagreement } from './backend.ts';
import type { Pool } from './pool.ts';
import type { StudyState } from './study.ts';

/** Rows on which a GPU must agree with the CPU. */
const AGREED_ROWS = 8;
/** Rows that both are timed on: about as many as an explainer asks for at a time. */
const TIMED_ROWS = { tabular: 4096, image: 16, text: 32 } as const;
/** Numbers in them, at most. */
const TIMED_NUMBERS = 2 ** 22;
/** A GPU that answers them within so many milliseconds is fast enough. */
const FAST = 50;
/** One that is slower is used unless the CPU is this many times as fast: what is close should not be decided by chance. */
const CLEARLY = 2;
/** Milliseconds in which a GPU must have opened the model, compiled its shaders and shown what it can: some take half a minute. */
const PATIENCE = 5000;

/**
 * Asks both the same rows, and times them: null where the GPU is the one to use, else why not. Where both are to work together, it only
 * has to agree.
 */
export async function whyNotGpu(
  gpu: Pool,
  cpu: Pool,
  study: StudyState,
  instance: Float32Array,
  together: boolean,
): Promise<string | null> {
  const all = study.study.outputs.map((_, index) => index);
  const never = new AbortController().signal;
  const answers = (pool: Pool, rows: Float32Array, signal: AbortSignal) => pool.predict(rows, rows.length / instance.length, all, signal);
  const many = repeated(instance, Math.min(TIMED_ROWS[study.kind], Math.ceil(TIMED_NUMBERS / instance.length)));
  const time = async (pool: Pool, signal: AbortSignal): Promise<number> => {
    const start = performance.now();
    await answers(pool, many, signal);
    return performance.now() - start;
  };

  const patience = together ? never : AbortSignal.timeout(PATIENCE);
  const few = study.kind === 'tabular' ? study.trialRows(instance, AGREED_ROWS) : instance;
  const right = await answers(cpu, few, never);
  try {
    const difference = disagreement(await answers(gpu, few, patience), right);
    if (difference !== null) return engineWords.backendDisagrees(difference);
    if (together) return null;
    const first = await time(gpu, patience);
    // Shaders were compiled.
    const onGpu = first <= FAST ? first : await time(gpu, patience);
    if (onGpu <= FAST) return null;
    const onCpu = await time(cpu, AbortSignal.timeout(onGpu / CLEARLY)).catch(() => null);
    return onCpu === null ? null : engineWords.backendSlower(onCpu, onGpu);
  } catch (error) {
    if (patience.aborted) return engineWords.backendNotReady(PATIENCE / 1000);
    return engineWords.backendFailed(error instanceof Error ? error.message : String(error));
  }
}

function repeated(row: Float32Array, count: number): Float32Array {
  const rows = new Float32Array(count * row.length);
  for (let at = 0; at < rows.length; at += row.length) rows.set(row, at);
  return rows;
}
