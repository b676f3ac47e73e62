import { applyFinalStep, type FinalStep, noFinalStep } from '../structures/final-step.ts';
import type { OpenDeviceGame } from './device-game.ts';
import type { Model } from './model.ts';

type FinishAnswers = (answers: Float32Array | Float64Array) => Float64Array;

/** A text model with the final step that its file leaves out: probabilities instead of logits. */
export function withFinalStep(model: Model, kind: FinalStep['kind']): Model {
  const finalStep: FinalStep = { ...noFinalStep, kind };
  const { deviceGame, ...rest } = model;
  const finish: FinishAnswers = (answers) => applyFinalStep(finalStep, Float64Array.from(answers), model.outputs);
  return {
    ...rest,
    float64: true,
    predict: async (rows, count) => finish(await model.predict(rows, count)),
    ...(deviceGame && { deviceGame: finishedGames(deviceGame, model.outputs, finish) }),
  };
}

/**
 * A coalition of a text has one row, whose mean is its answer: the step is taken here, on all
 * outputs together.
 */
function finishedGames(open: OpenDeviceGame, outputs: number, finish: FinishAnswers): OpenDeviceGame {
  return async (masker, wanted) => {
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
        const finished = means.then((answers) => chosen(finish(answers)));
        finished.catch(() => {}); // the caller gets the error when it awaits them
        return { means: finished };
      },
      close: () => game.close(),
    };
  };
}
