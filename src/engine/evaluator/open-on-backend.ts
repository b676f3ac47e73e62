import type { BackendName, Model } from '../../models/model.ts';
import { openNative } from '../../models/native.ts';
import { mayHoldNetwork } from '../../models/network/may-hold.ts';
import { structureOf } from '../../models/structure.ts';
import { isPacked } from '../../models/tfjs/pack.ts';
import { withFinalStep } from '../../models/with-final-step.ts';
import type { Structure } from '../../structures/structure.ts';
import type { EvaluatorModel } from '../protocol.ts';

/**
 * Opens a model on one back end: by its structure, or in a runtime. There a small dense network
 * values its coalitions itself; where the code for that is not at hand, the runtime does.
 */
export async function openOnBackend(source: EvaluatorModel): Promise<Model> {
  const { backend, binding } = source;
  if (backend === 'native') return openNative(await structureIn(source));
  const readable =
    backend === 'wasm' && binding.kind === 'tabular' && !isPacked(source.bytes) && mayHoldNetwork(source.bytes);
  const networks = readable ? import('../../models/network/with-network.ts').catch(() => null) : null;
  const model = await openRuntime(source, backend);
  const finished = binding.finalStep ? withFinalStep(model, binding.finalStep, binding.kind !== 'tabular') : model;
  const found = await networks;
  if (!found || binding.kind !== 'tabular') return finished;
  return found.withNetwork(finished, source.bytes, binding, source.file);
}

/**
 * Loads onnxruntime for the CPU. What fails here fails again, and is told, where a model is opened.
 */
export async function loadAhead(): Promise<void> {
  const { loadOnnx } = await import('../../models/onnx/runtime/session.ts');
  await loadOnnx().catch(() => {});
}

async function openRuntime(source: EvaluatorModel, backend: BackendName): Promise<Model> {
  const { bytes, binding, file, mostRows, wasm } = source;
  // Each runtime is large: a worker loads only the one it uses.
  if (!isPacked(bytes)) {
    const { openOnnx } = await import('../../models/onnx/runtime/session.ts');
    return openOnnx(bytes, binding, backend, { file, mostRows, wasm });
  }
  const { openTfjs } = await import('../../models/tfjs/session.ts');
  return openTfjs(bytes, binding, backend, { file, mostRows });
}

/** The structure in a model's file, which every evaluator reads for itself. */
export async function structureIn({ bytes, binding, file }: EvaluatorModel): Promise<Structure> {
  const structure = binding.kind === 'tabular' ? await structureOf(bytes, file, binding) : null;
  if (!structure) throw new Error('this model shows no structure');
  return structure;
}
