import type { ModelFile } from './study.ts';

/** Has models of the same bytes hold them once, whoever opens them. */
export function createHeldOnce(): (model: ModelFile) => ModelFile {
  /** By what identifies them; let go of by whoever holds them last. */
  const held = new Map<string, WeakRef<Uint8Array>>();
  return (model) => {
    const { sha256 } = model.facts;
    const bytes = held.get(sha256)?.deref();
    // What is read of a file may be less than what identifies it.
    if (bytes?.length === model.bytes.length) return { ...model, bytes };
    for (const [name, other] of held) if (!other.deref()) held.delete(name);
    held.set(sha256, new WeakRef(model.bytes));
    return model;
  };
}
