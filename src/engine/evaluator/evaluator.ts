import { OrielError } from '../../errors.ts';
import type { PreparedStructure } from '../../explainers/explainer.ts';
import { pack } from '../../explainers/shared/structural.ts';
import { structuralExplainers } from '../../explainers/structural.ts';
import { meanOverBackground } from '../../games/background-mean.ts';
import type { Model } from '../../models/model.ts';
import { letGo } from '../../numerics/let-go.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Answered, EvaluatorApi, EvaluatorModel, MethodSpec } from '../protocol.ts';
import { handOver } from '../workers/hand-over.ts';
import { loadAhead, openOnBackend, structureIn } from './open-on-backend.ts';
import { createRowBuffer, openGame, type PlayableGame } from './play-game.ts';
import { createTurns } from './turns.ts';

/** A model and the most rows in one call of it. */
interface Opened {
  readonly model: Model;
  readonly source: EvaluatorModel;
  readonly batchRows: number;
}

/**
 * Answers for one model: coalitions, once a game is prepared, rows, and rows explained by a method,
 * once that is prepared.
 */
export function createEvaluator(): EvaluatorApi {
  const { inTurn, answered, skip } = createTurns();
  const buffer = createRowBuffer();
  let current: Opened | null = null;
  let game: PlayableGame | null = null;
  let method: (PreparedStructure & Pick<MethodSpec, 'valuesAlone'>) | null = null;

  const opened = (): Opened => {
    if (!current) throw new Error('no model is open');
    return current;
  };

  const finite = (values: Float64Array): Float64Array => {
    for (const value of values)
      if (!Number.isFinite(value)) throw new OrielError('model-not-finite', { file: opened().source.file });
    return values;
  };

  /** Answers a part of some work whose values are there when its turn ends. */
  const atOnce = (work: () => Promise<Float64Array>): Promise<Answered> =>
    answered(async () => {
      const values = await work();
      return async () => finite(values);
    });

  const differentiated = async (ask: (model: Model) => Promise<Float64Array> | undefined): Promise<Float64Array> => {
    const found = await ask(opened().model);
    if (!found) throw new Error('this model gives no derivatives');
    return found;
  };

  return {
    load: () => inTurn(loadAhead),

    open: (source) =>
      inTurn(async () => {
        await current?.model.close();
        const model = await openOnBackend(source);
        const { backend, adapter, runtime, outputs, oneByOne, software } = model;
        const batchRows = Math.min(model.batchRows, source.mostRows ?? model.batchRows);
        current = { model, source, batchRows };
        // Shaders compile while data are loaded and prepared. On a software adapter that would take
        // as long as many answers.
        if (!software) model.warmUp?.().catch(() => {});
        return { backend, adapter, runtime, outputs, batchRows, oneByOne: oneByOne === true };
      }),

    prepare: (masker, outputs, space) =>
      inTurn(async () => {
        game?.close();
        game = null;
        const { model, batchRows } = opened();
        game = await openGame({ model, masker, outputs, space, batchRows, buffer });
      }),

    value: (coalitions) =>
      answered(async () => {
        if (!game) throw new Error('no game is prepared');
        const values = await game.begin(coalitions);
        return async () => finite(await values());
      }),

    predict: (data, count, selected) =>
      atOnce(async () => {
        const { model } = opened();
        const answers = await model.predict(data, count);
        return meanOverBackground(answers, { rows: 1, outputs: model.outputs, selected, logOdds: false });
      }),

    prepareMethod: (spec) =>
      inTurn(async () => {
        const reader = structuralExplainers.find(({ name }) => name === spec.name);
        if (!reader) throw new Error(`no method is named ${spec.name}`);
        const structure = await structureIn(opened().source);
        const random = createRandom(spec.seed).fork(spec.name);
        const prepared = await reader.structural.prepare({ ...spec, structure, random }, spec.options);
        method = { ...prepared, valuesAlone: spec.valuesAlone };
        const { base, exact, note } = method;
        return { base, exact, note };
      }),

    async explainByMethod(data, count) {
      let isOwn = false;
      const found = await atOnce(async () => {
        if (!method) throw new Error('no method is prepared');
        // Values alone may be the method's.
        isOwn = method.valuesAlone !== true;
        return pack(method.explain(data, count), count, method.valuesAlone);
      });
      letGo(data);
      return isOwn && found.values ? handOver(found, found.values) : found;
    },

    derivatives: (data, count, outputs) =>
      atOnce(() => differentiated(({ derivatives }) => derivatives?.(data, count, outputs))),
    embeddingPath: (path, outputs) =>
      atOnce(() => differentiated(({ embeddingPath }) => embeddingPath?.(path, outputs))),
    heatMap: (row, outputs) =>
      inTurn(async () => finite(await differentiated(({ heatMap }) => heatMap?.(row, outputs)))),

    skip: async () => skip(),

    destroyDevice: async () => {
      await current?.model.destroyDevice?.();
    },

    end: async () => globalThis.close(),
  };
}
