import type { Card } from '../../src/data/card.ts';
import { decodePicture } from '../../src/data/pictures/picture-decode.ts';
import { parseCsv } from '../../src/data/tables/csv.ts';
import type { ExplainRequest } from '../../src/engine/protocol.ts';
import { openStudy } from '../../src/engine/studies/open.ts';
import { openSubject } from '../../src/engine/subjects/open.ts';
import { explainerNamed } from '../../src/explainers/index.ts';
import type { Coalitions } from '../../src/games/coalitions.ts';
import { createMasker } from '../../src/games/masker.ts';
import { readOnnx } from '../../src/models/onnx/reading/read.ts';
import { createRandom } from '../../src/numerics/random.ts';

interface Opened {
  readonly bytes: Uint8Array;
  readonly input: Uint8Array;
  readonly card: Card;
  readonly request: ExplainRequest;
}

interface Asked {
  readonly name: string;
  readonly photo?: string;
  readonly samples: number;
}

/**
 * The rows that an explanation sends to the model, in the explainer's order: kernel SHAP's plan
 * depends on the seed, not on the values.
 */
export async function rowsOf({ bytes, input, card, request }: Opened, one: Asked) {
  const read = await readOnnx(bytes, one.name);
  const raw = one.photo ? null : parseCsv(input, one.name);
  const shelved = one.photo ? { file: one.photo, picture: await decodePicture(input, one.photo) } : null;
  const need = <T>(value: T | null): T => {
    if (value === null) throw new Error(`${one.name} lacks its input`);
    return value;
  };
  const study = await openStudy({ table: 'table', card }, read, {
    table: () => need(raw),
    vocabulary: (): never => need(null as never),
    probe: async () => 0,
  });
  const subject = await openSubject(study, request, () => need(shelved));
  const masker = createMasker(subject.masker);
  const explainer = await explainerNamed('kernel-shap').create(
    {
      players: subject.players.length,
      outputs: 1,
      samples: one.samples,
      seed: request.seed,
      random: createRandom(request.seed).fork('kernel-shap'),
      input: subject.explained,
      idle: subject.idle,
      hierarchy: subject.hierarchy,
    },
    {},
  );
  const asks: Coalitions[] = [];
  const parts: Float32Array[] = [];
  for (let step = explainer.next(); !step.done; ) {
    if (step.value.kind !== 'coalitions') throw new Error('kernel-shap asks for coalitions');
    const { coalitions } = step.value;
    asks.push(coalitions);
    const count = coalitions.count * masker.rowsPerCoalition;
    const part = new Float32Array(count * masker.columns);
    masker.write(coalitions, 0, count, part);
    parts.push(part);
    step = explainer.next(new Float64Array(coalitions.count));
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const rows = new Float32Array(new SharedArrayBuffer(length * 4));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  const { binding } = study;
  const shape = binding.kind === 'image' ? [3, ...binding.image.size] : [masker.columns];
  const name = binding.kind === 'image' ? binding.input : binding.inputs[0].name;
  const model = { bytes: study.bytes, input: name, output: binding.output, shape, rows };
  return { model, count: length / masker.columns, asks, study, subject };
}
