import { type Card, parseCard } from '../../src/data/card.ts';
import type { EngineApi, ExplainRequest, InputChoice } from '../../src/engine/protocol.ts';

/** A model and the input to explain, by file names without their folder. */
export interface Subject {
  readonly name: string;
  readonly model: string;
  readonly photo?: string;
}

const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

/**
 * Opens a case in the engine; `file` reads one of its files. The request takes all samples, and no
 * rows other than the sampler's.
 */
export async function openCase(
  api: EngineApi,
  file: (name: string) => Promise<Uint8Array>,
  one: Subject,
  samples: number,
) {
  const bytes = await file(`${one.model}.onnx`);
  const input = await file(one.photo ?? 'data.csv');
  const card: Card = parseCard(JSON.parse(new TextDecoder().decode(await file(`${one.model}.card.json`))), one.model);
  const model = (await api.openModel({ name: one.name, data: buffer(bytes) })).handle;
  const source = { name: one.name, data: buffer(input) };
  const table = one.photo ? undefined : (await api.openTable(source)).handle;
  /** The engine keeps a picture that it has made ready, so each call gives a new one. */
  const inputOf = async (): Promise<InputChoice> =>
    one.photo
      ? { kind: 'picture', picture: (await api.openPicture(source)).handle }
      : { kind: 'row', row: Number(card.samples?.[0]) };
  const study = await api.study({ model, table, card });
  const request: ExplainRequest = {
    study: study.handle,
    input: await inputOf(),
    explainer: { name: 'kernel-shap' },
    outputs: 'default',
    seed: 0,
    budget: { samples, error: 0 },
    curves: false,
  };
  return { bytes, input, card, study, request, inputOf };
}
