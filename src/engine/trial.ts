import { engineWords } from '../words/en.ts';
import { disagreement } from './backend.ts';
import type { Pool } from './pool.ts';
import type { StudyState } from './study.ts';

/** Rows on which a GPU must agree with the CPU. */
const AGREED_ROWS = 8;
/** Rows that both are timed on: about as many as an explainer asks for at a time. */
const TIMED_ROWS = { tabular: 4096, image: 16, text: 32 } as const;
/** A GPU that answers them within so many milliseconds is fast enough. */
const FAST = 50;
/** One that is slower is used unless the CPU is this many times as fast: what is close should not be decided by chance. */
const CLEARLY = 2;

/** Asks both the same rows: null where the GPU may be used, else why not. */
export async function compared(gpu: Pool, cpu: Pool, study: StudyState, instance: Float32Array): Promise<string | null> {
  const rows = study.kind === 'tabular' ? study.trialRows(instance, AGREED_ROWS) : instance;
  const count = rows.length / instance.length;
  const { signal } = new AbortController();
  const right = await cpu.predict(rows, count, allOf(study), signal);
  try {
    const difference = disagreement(await gpu.predict(rows, count, allOf(study), signal), right);
    return difference === null ? null : engineWords.backendDisagrees(difference);
  } catch (error) {
    return engineWords.backendFailed(error instanceof Error ? error.message : String(error));
  }
}

/** Times both on the same rows: null where the GPU is the one to use, else how much faster the CPU is. */
export async function timed(gpu: Pool, cpu: Pool, study: StudyState, instance: Float32Array): Promise<string | null> {
  const count = TIMED_ROWS[study.kind];
  const rows = new Float32Array(count * instance.length);
  for (let row = 0; row < count; row++) rows.set(instance, row * instance.length);
  const time = async (pool: Pool, signal: AbortSignal): Promise<number> => {
    const start = performance.now();
    await pool.predict(rows, count, allOf(study), signal);
    return performance.now() - start;
  };
  const { signal } = new AbortController();
  // The first time, shaders are compiled.
  let onGpu = await time(gpu, signal);
  if (onGpu > FAST) onGpu = await time(gpu, signal);
  if (onGpu <= FAST) return null;
  const onCpu = await time(cpu, AbortSignal.timeout(onGpu / CLEARLY)).catch(() => null);
  return onCpu === null ? null : engineWords.backendSlower(onCpu, onGpu);
}

const allOf = ({ study }: StudyState): number[] => study.outputs.map((_, index) => index);
