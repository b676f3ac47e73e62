import { OrielError } from '../errors.ts';
import type { Link, Masker } from '../games/game.ts';
import { createMasker } from '../games/masker.ts';
import { meanOverBackground } from '../games/reduce.ts';
import type { Model } from '../models/model.ts';
import { openOnnx } from '../models/onnx/session.ts';
import type { EvaluatorApi } from './protocol.ts';

/** A model and, once prepared, a masker: together a game. Calls are queued, so the model sees one at a time. */
export function createEvaluator(): EvaluatorApi {
  let model: Model | null = null;
  let file = '';
  let game: { masker: Masker; outputs: readonly number[]; link: Link } | null = null;
  let rows = new Float32Array(0);
  let last: Promise<unknown> = Promise.resolve();

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
    open: (source) =>
      inTurn(async () => {
        await model?.close();
        file = source.file;
        const opening = await openOnnx(source.bytes, source.binding, source.backend, source.file);
        model = opening;
        return { adapter: opening.adapter, runtime: opening.runtime, outputs: opening.outputs };
      }),

    prepare: (spec, outputs, link) =>
      inTurn(async () => {
        game = { masker: createMasker(spec), outputs, link };
      }),

    value: (coalitions) =>
      inTurn(async () => {
        if (!game) throw new OrielError('failure-unexpected', { text: 'no game is prepared' });
        const { masker, outputs, link } = game;
        const count = coalitions.count * masker.rowsPerCoalition;
        const { batchRows, outputs: width, predict } = opened();
        const most = Math.min(count, batchRows);
        if (rows.length < most * masker.columns) rows = new Float32Array(most * masker.columns);
        const answers = new Float32Array(count * width);
        // Rows are made as many at a time as the model takes: they are still in the processor's cache when it reads them.
        for (let from = 0; from < count; from += most) {
          const to = Math.min(count, from + most);
          masker.write(coalitions, from, to, rows);
          answers.set(await predict(rows, to - from), from * width);
        }
        return finite(meanOverBackground(answers, masker.rowsPerCoalition, width, outputs, link));
      }),

    predict: (data, count, outputs) =>
      inTurn(async () => {
        const answers = await opened().predict(data, count);
        return finite(meanOverBackground(answers, 1, opened().outputs, outputs, 'identity'));
      }),

    destroyDevice: async () => {
      await model?.destroyDevice?.();
    },

    end: async () => globalThis.close(),
  };

  function finite(values: Float64Array): Float64Array {
    for (const value of values) if (!Number.isFinite(value)) throw new OrielError('model-not-finite', { file });
    return values;
  }
}
