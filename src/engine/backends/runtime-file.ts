import { isPacked } from '../../models/tfjs/pack.ts';
import type { SpawnEvaluator } from '../pool/replacement.ts';
import type { EvaluatorApi, EvaluatorModel } from '../protocol.ts';

/**
 * Makes evaluators that are given the WebAssembly of onnxruntime for the CPU: it is fetched here,
 * once, where evaluators that each fetch it for themselves do so several times over unless the
 * browser happens to keep it. Node reads it from its packages.
 */
export function sharingRuntime(spawn: SpawnEvaluator): SpawnEvaluator {
  let fetched: Promise<ArrayBuffer | undefined> | null = null;
  const withRuntime = async (model: EvaluatorModel): Promise<EvaluatorModel> => {
    if (import.meta.env.SSR || model.backend !== 'wasm' || isPacked(model.bytes)) return model;
    fetched ??= fetchRuntime();
    const wasm = await fetched;
    // What could not be fetched is asked for again; whoever needs it fails in words of its own.
    if (!wasm) fetched = null;
    return wasm ? { ...model, wasm } : model;
  };
  return (by) => {
    const connection = spawn(by);
    const { api } = connection;
    const open: EvaluatorApi['open'] = async (model) => api.open(await withRuntime(model));
    return { ...connection, api: Object.assign(Object.create(api), { open }) };
  };
}

async function fetchRuntime(): Promise<ArrayBuffer | undefined> {
  try {
    const { wasmFile } = await import('../../models/onnx/runtime/wasm-file.ts');
    const response = await fetch(new URL(wasmFile, import.meta.url));
    return response.ok ? await response.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}
