import { OrielError } from '../../errors.ts';
import type { PreparedStructure } from '../../explainers/explainer.ts';
import { readers } from '../../explainers/readers.ts';
import { pack } from '../../explainers/shared/structural.ts';
import type { Coalitions } from '../../games/coalitions.ts';
import type { Masker, Space } from '../../games/game.ts';
import { createMasker } from '../../games/masker.ts';
import { meanOverBackground } from '../../games/reduce.ts';
import type { DeviceGame } from '../../models/device-game.ts';
import type { BackendName, Model } from '../../models/model.ts';
import { openNative } from '../../models/native.ts';
import { openOnnx } from '../../models/onnx/runtime/session.ts';
import { withPost } from '../../models/post.ts';
import { structureOf } from '../../models/structure.ts';
import { isPacked } from '../../models/tfjs/pack.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Answered, EvaluatorApi, EvaluatorModel } from '../protocol.ts';
import { messagesRead } from './yield-to-messages.ts';

/** Rows are made on the model's device, or here. */
type Game = { readonly outputs: readonly number[]; readonly space: Space } & (
  | { readonly onDevice: DeviceGame; readonly masker?: undefined }
  | { readonly masker: Masker; readonly onDevice?: undefined }
);

/** Numbers of rows that there is room for in any case: half a megabyte. */
const ROOM = 2 ** 17;
/** Milliseconds of a part of work in which nobody changes their mind. */
const SHORT = 10;

/**
 * A model and, once prepared, a masker: together a game. Calls are queued, so the model sees one at
 * a time.
 */
export function createEvaluator(): EvaluatorApi {
  let model: Model | null = null;
  let source: EvaluatorModel | null = null;
  let method: PreparedStructure | null = null;
  let game: Game | null = null;
  let rows = new Float32Array(0);
  let last: Promise<unknown> = Promise.resolve();

  /** Parts of work asked for so far, and how many of those are not wanted any more. */
  let asked = 0;
  let unwanted = 0;
  let finished = 0;
  let took = 0;
  /** Measures from when its turn came, or the answer before it, to its answer. */
  const timed = async (work: () => Promise<() => Promise<Float64Array>>): Promise<Answered> => {
    const own = ++asked;
    let start = 0;
    const answers = await inTurn(async () => {
      if (took > SHORT) await messagesRead();
      if (own <= unwanted) return null;
      start = performance.now();
      return work();
    });
    if (answers === null) return { values: null, milliseconds: 0 };
    const values = finite(await answers());
    const now = performance.now();
    const milliseconds = now - Math.max(start, finished);
    finished = now;
    took = milliseconds;
    return { values, milliseconds };
  };
  const atOnce = (work: () => Promise<Float64Array>): Promise<Answered> =>
    timed(async () => {
      const values = await work();
      return async () => values;
    });
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
  const opened = (): Model => {
    if (!model) throw new OrielError('failure-unexpected', { text: 'no model is open' });
    return model;
  };

  return {
    open: (given) =>
      inTurn(async () => {
        await model?.close();
        source = given;
        const opening = await openModel(given);
        model = opening;
        // Shaders compile while data are loaded and made ready; on a software adapter they take as
        // long as many answers.
        if (!opening.software) opening.warmUp?.().catch(() => {});
        return {
          backend: opening.backend,
          adapter: opening.adapter,
          runtime: opening.runtime,
          outputs: opening.outputs,
          batchRows: mostRows(opening),
          oneByOne: opening.oneByOne === true,
        };
      }),

    prepare: (spec, outputs, space) =>
      inTurn(async () => {
        game?.onDevice?.close().catch(() => {}); // a lost device has nothing to free
        game = null;
        const onDevice = space !== 'raw' && (await opened().deviceGame?.(spec, outputs));
        game = onDevice ? { onDevice, outputs, space } : { masker: createMasker(spec), outputs, space };
      }),

    // On a device the next call is set going while the answers of this one are on their way.
    value: (coalitions) => timed(() => begin(coalitions)),

    predict: (data, count, outputs) =>
      atOnce(async () => {
        const answers = await opened().predict(data, count);
        return meanOverBackground(answers, 1, opened().outputs, outputs, 'identity');
      }),

    prepareMethod: (spec) =>
      inTurn(async () => {
        const { structural } = readers.find(({ name }) => name === spec.name) ?? {};
        if (!structural || !source)
          throw new OrielError('failure-unexpected', { text: 'no such method, or no model is open' });
        const random = createRandom(spec.seed).fork(spec.name);
        method = structural.prepare({ ...spec, structure: structureIn(source), random }, spec.options);
        const { base, exact, note } = method;
        return { base, exact, note };
      }),

    explain: (data, count) =>
      atOnce(async () => {
        if (!method) throw new OrielError('failure-unexpected', { text: 'no method is prepared' });
        return pack(method.explain(data, count), count);
      }),

    derivatives: (data, count, outputs) =>
      atOnce(() => differentiated(({ derivatives }) => derivatives?.(data, count, outputs))),
    embeddingPath: (path, outputs) =>
      atOnce(() => differentiated(({ embeddingPath }) => embeddingPath?.(path, outputs))),
    heatMap: (row, outputs) =>
      inTurn(async () => finite(await differentiated(({ heatMap }) => heatMap?.(row, outputs)))),

    skip: async () => {
      unwanted = asked;
    },

    destroyDevice: async () => {
      await model?.destroyDevice?.();
    },

    end: async () => globalThis.close(),
  };

  /** Sets coalitions going; their values are given by what it resolves to. */
  async function begin(coalitions: Coalitions): Promise<() => Promise<Float64Array>> {
    if (!game) throw new OrielError('failure-unexpected', { text: 'no game is prepared' });
    const { outputs, space, onDevice, masker } = game;
    const link = space === 'logit' ? 'logit' : 'identity';
    if (onDevice) {
      const { means } = await onDevice.begin(coalitions);
      const all = outputs.map((_, index) => index);
      return async () => meanOverBackground(await means, 1, outputs.length, all, link);
    }
    const answers = await answersTo(masker, coalitions, space);
    return async () => meanOverBackground(answers, masker.rowsPerCoalition, opened().outputs, outputs, link);
  }

  /** The model's answers to each coalition's rows. */
  async function answersTo(masker: Masker, coalitions: Coalitions, space: Space): Promise<Float32Array | Float64Array> {
    const count = coalitions.count * masker.rowsPerCoalition;
    const { outputs: width, predict, scores, float64 } = opened();
    const answer = space === 'raw' ? scores : predict;
    if (!answer) throw new OrielError('failure-unexpected', { text: 'this model has no raw scores' });
    const most = Math.min(count, mostRows(opened()));
    // Chunks differ in size, and the largest may come late: what is small has room for it from the
    // start, and what is large soon stops growing.
    const needed = most * masker.columns;
    if (rows.length < needed)
      rows = new Float32Array(Math.min(mostRows(opened()) * masker.columns, Math.max(2 * needed, ROOM)));
    const answers = float64 ? new Float64Array(count * width) : new Float32Array(count * width);
    // Rows are made as many at a time as the model takes: they are still in the processor's cache
    // when it reads them.
    for (let from = 0; from < count; from += most) {
      const to = Math.min(count, from + most);
      masker.write(coalitions, from, to, rows);
      answers.set(await answer(rows.subarray(0, (to - from) * masker.columns), to - from), from * width);
    }
    return answers;
  }

  async function differentiated(ask: (model: Model) => Promise<Float64Array> | undefined): Promise<Float64Array> {
    const found = await ask(opened());
    if (!found) throw new OrielError('failure-unexpected', { text: 'this model gives no derivatives' });
    return found;
  }

  function mostRows({ batchRows }: Model): number {
    return Math.min(batchRows, source?.mostRows ?? batchRows);
  }

  function finite(values: Float64Array): Float64Array {
    for (const value of values)
      if (!Number.isFinite(value)) throw new OrielError('model-not-finite', { file: source?.file ?? '' });
    return values;
  }
}

/**
 * Opens a model for one back end: by a runtime, or by its structure, which every evaluator reads
 * for itself.
 */
async function openModel(source: EvaluatorModel): Promise<Model> {
  const { backend, binding } = source;
  if (backend === 'native') return openNative(structureIn(source));
  const model = await openRuntime(source, backend);
  return binding.kind === 'text' && binding.post ? withPost(model, binding.post) : model;
}

async function openRuntime({ bytes, binding, file, mostRows }: EvaluatorModel, backend: BackendName): Promise<Model> {
  if (!isPacked(bytes)) return openOnnx(bytes, binding, backend, file, mostRows);
  // Each runtime is large: a worker loads the one it uses.
  const { openTfjs } = await import('../../models/tfjs/session.ts');
  return openTfjs(bytes, binding, backend, file, mostRows);
}

function structureIn({ bytes, binding, file }: EvaluatorModel): Structure {
  const structure = binding.kind === 'tabular' ? structureOf(bytes, file, binding) : null;
  if (!structure) throw new OrielError('failure-unexpected', { text: 'this model shows no structure' });
  return structure;
}
