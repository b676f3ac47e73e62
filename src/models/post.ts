import { applyPost, noPost, type Post } from '../structures/final-step.ts';
import type { DeviceGame, OpenDeviceGame } from './device-game.ts';
import type { Model } from './model.ts';

/**
 * A model of texts with the final step that its file leaves out: probabilities in place of logits.
 */
export function withPost(model: Model, kind: Post['kind']): Model {
  const post: Post = { ...noPost, kind };
  const { deviceGame, ...rest } = model;
  const finished = (answers: Float32Array | Float64Array) => applyPost(post, Float64Array.from(answers), model.outputs);
  return {
    ...rest,
    float64: true,
    predict: async (rows, count) => finished(await model.predict(rows, count)),
    ...(deviceGame && {
      deviceGame: (masker, wanted) => finishedGame(deviceGame, masker, wanted, model.outputs, finished),
    }),
  };
}

/**
 * A coalition of a text has one row, whose mean is its answer: the step is taken here, on all
 * outputs together.
 */
async function finishedGame(
  open: OpenDeviceGame,
  masker: Parameters<OpenDeviceGame>[0],
  wanted: readonly number[],
  outputs: number,
  finished: (answers: Float32Array | Float64Array) => Float64Array,
): Promise<DeviceGame | null> {
  const game = await open(
    masker,
    Array.from({ length: outputs }, (_, output) => output),
  );
  if (!game) return null;
  const chosen = (all: Float64Array) =>
    Float64Array.from({ length: (all.length / outputs) * wanted.length }, (_, at) => {
      const row = Math.floor(at / wanted.length);
      return all[row * outputs + wanted[at % wanted.length]];
    });
  return {
    async begin(coalitions) {
      const { means } = await game.begin(coalitions);
      const done = means.then((answers) => chosen(finished(answers)));
      done.catch(() => {}); // whoever awaits them meets the error
      return { means: done };
    },
    close: () => game.close(),
  };
}
