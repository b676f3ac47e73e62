import type { Numbers } from '../numerics/numbers.ts';
import { applyFinalStep, type FinalStep, noFinalStep } from '../structures/final-step.ts';
import type { OpenDeviceGame } from './device-game.ts';
import type { Model } from './model.ts';

type FinishAnswers = (answers: Numbers) => Float64Array;

/**
 * A model with the final step that its file leaves out: probabilities instead of logits. Of one
 * logit, the softmax of two classes is the logistic function. `single`: whether a coalition has one
 * row; otherwise a device averages answers before the step could be taken, so no game is played
 * there.
 */
export function withFinalStep(model: Model, wanted: FinalStep['kind'], single: boolean): Model {
  const kind = wanted === 'softmax' && model.outputs === 1 ? 'logistic' : wanted;
  const finalStep: FinalStep = { ...noFinalStep, kind };
  const { deviceGame, ...rest } = model;
  const finish: FinishAnswers = (answers) => applyFinalStep(finalStep, Float64Array.from(answers), model.outputs);
  return {
    ...rest,
    float64: true,
    predict: async (rows, count) => finish(await model.predict(rows, count)),
    ...(deviceGame && single && { deviceGame: finishedGames(deviceGame, model.outputs, finish) }),
  };
}

/**
 * Where a coalition has one row, its mean is its answer: the step is taken here, on all outputs
 * together.
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
