import type { AnswersBy, BackendWish, ModelFacts } from '../../models/model.ts';
import { engineWords } from '../../words/en.ts';

export interface BackendChoice {
  readonly backend: AnswersBy | 'mixed';
  readonly why: string;
}

/**
 * Largest difference from the CPU's runtime, relative to the largest output, at which another back
 * end is still believed.
 */
const AGREEMENT = 1e-3;

/** What the machine and the model allow, before anything was run; `trial.ts` goes on from there. */
export async function chooseBackend(facts: ModelFacts, wanted: BackendWish): Promise<BackendChoice> {
  if (facts.classicalOperators) return { backend: 'wasm', why: engineWords.backendOperators };
  if (wanted === 'wasm' || wanted === 'webgpu') return { backend: wanted, why: engineWords.backendAsked };
  if (import.meta.env.SSR) return { backend: 'wasm', why: engineWords.backendNode };
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { backend: 'wasm', why: engineWords.backendNoGpu };
  if (wanted === 'mixed') return { backend: 'mixed', why: engineWords.backendMixed };
  if (adapter.info.isFallbackAdapter) {
    return {
      backend: 'wasm',
      why: engineWords.backendSoftware(`${adapter.info.vendor} ${adapter.info.architecture}`.trim()),
    };
  }
  return { backend: 'webgpu', why: engineWords.backendGpu };
}

/**
 * Answers beside those of the CPU's runtime to the same rows: null where they agree, else how far
 * they differ.
 */
export function disagreement(other: Float64Array, cpu: Float64Array): string | null {
  let scale = 0;
  let difference = 0;
  for (let i = 0; i < cpu.length; i++) {
    scale = Math.max(scale, Math.abs(cpu[i]));
    difference = Math.max(difference, Math.abs(other[i] - cpu[i]));
  }
  return difference <= AGREEMENT * scale ? null : difference.toPrecision(2);
}
