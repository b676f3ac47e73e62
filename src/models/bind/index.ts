// How a model's inputs are filled and which output is read: decided from what its file says, the
// data's columns and a card, without running anything. How pictures and texts are bound is in
// `image.ts` and `text.ts`, and how the columns of a sequence are found in `sequence.ts`: these are
// loaded for models that take them.

export { looksLikeImage, looksLikeText } from './input-kind.ts';
export { type FoundSequence, takesSequence } from './input-sequence.ts';
export type { LevelOrder } from './level-orders.ts';
export { type NumberedLevels, numberLevels } from './levels.ts';
export { type BindQuestion, outputQuestions, withOutput } from './output.ts';
export { type BoundTable, bindTabular } from './tabular.ts';
export { type TakenNumbers, takenNumbers } from './taken-numbers.ts';
