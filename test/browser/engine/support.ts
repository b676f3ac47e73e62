import { createEngine, type EngineParts } from '../../../src/engine/engine.ts';
import type { EngineApi, EvaluatorApi, ExplainRequest, InputChoice, Study } from '../../../src/engine/protocol.ts';
import type { Connection } from '../../../src/engine/workers/connection.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';

const examples = new URL('/examples/', location.href).href;

/** A file of the shipped examples, as the page would ask the engine for it. */
export const example = (file: string) => ({ name: file.split('/').at(-1) as string, url: examples + file });

/** An engine in this thread whose evaluators are real workers, kept where a test can reach them. */
export function engineWithWorkers(parts: EngineParts = {}) {
  const evaluators: Connection<EvaluatorApi>[] = [];
  const engine = createEngine({
    workers: 2,
    spawn: () => {
      const evaluator = spawnEvaluator();
      evaluators.push(evaluator);
      return evaluator;
    },
    ...parts,
  });
  return { engine, evaluators };
}

/** Opens a tabular example with its card. */
export async function openExample(engine: EngineApi, folder: string, model: string): Promise<Study> {
  const card = await (await fetch(`${examples}${folder}/${model.replace('.onnx', '.card.json')}`)).json();
  const opened = await engine.openModel(example(`${folder}/${model}`));
  const table = await engine.openTable(example(`${folder}/data.csv`));
  return engine.study({ model: opened.handle, table: table.handle, card });
}

/** MobileNet and one of its photos. */
export async function openPhoto(engine: EngineApi, photo: string): Promise<{ study: Study; input: InputChoice }> {
  const card = await (await fetch(`${examples}mobilenet/model.card.json`)).json();
  const model = await engine.openModel(example('mobilenet/model.onnx'));
  const picture = await engine.openPicture(example(`mobilenet/photos/${photo}`));
  return {
    study: await engine.study({ model: model.handle, card }),
    input: { kind: 'picture', picture: picture.handle },
  };
}

export const request = (study: Study, more: Partial<ExplainRequest> = {}): ExplainRequest => ({
  study: study.handle,
  input: { kind: 'row', row: 0 },
  explainer: { name: 'auto' },
  outputs: 'default',
  seed: 1,
  budget: {},
  backend: 'wasm',
  ...more,
});

/** A record without what may differ between two runs of the same request. */
export function lasting(record: object): object {
  const {
    id: _id,
    created: _created,
    milliseconds: _milliseconds,
    backend: _backend,
    runtime: _runtime,
    calls: _calls,
    ...rest
  } = record as Record<string, unknown>;
  return rest;
}
