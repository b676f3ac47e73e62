import { type Message, message } from '../../catalogue/message.ts';
import { AGREEMENT } from '../../limits.ts';
import type { AnswersBy, BackendWish, ModelFacts } from '../../models/model.ts';

export interface BackendChoice {
  readonly backend: AnswersBy | 'mixed';
  readonly why: Message;
}

/** What machine and model allow, before anything has run; `gpu-trial.ts` then tries the GPU. */
export async function chooseBackend(facts: ModelFacts, wanted: BackendWish): Promise<BackendChoice> {
  if (facts.classicalOperators) return { backend: 'wasm', why: message('engine.backendOperators') };
  if (wanted === 'wasm' || wanted === 'webgpu') return { backend: wanted, why: message('engine.askedFor') };
  if (import.meta.env.SSR) return { backend: 'wasm', why: message('engine.backendNode') };
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { backend: 'wasm', why: message('engine.backendNoGpu') };
  if (wanted === 'mixed') return { backend: 'mixed', why: message('engine.backendMixed') };
  if (adapter.info.isFallbackAdapter) {
    const name = `${adapter.info.vendor} ${adapter.info.architecture}`.trim();
    return { backend: 'wasm', why: message('engine.backendSoftware', { adapter: name }) };
  }
  return { backend: 'webgpu', why: message('engine.backendGpu') };
}

/**
 * How far answers differ from those of the CPU's runtime to the same rows; null where they agree.
 */
export function disagreement(other: Float64Array, cpu: Float64Array): number | null {
  let scale = 0;
  let difference = 0;
  for (let i = 0; i < cpu.length; i++) {
    scale = Math.max(scale, Math.abs(cpu[i]));
    difference = Math.max(difference, Math.abs(other[i] - cpu[i]));
  }
  return difference <= AGREEMENT * scale ? null : difference;
}
