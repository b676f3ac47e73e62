// How a model's inputs are filled and which output is read: decided from what its file says, the
// data's columns and a card, without running anything.

export { type BoundImage, bindImage, looksLikeImage } from './image.ts';
export type { LevelOrder } from './level-orders.ts';
export { type NumberedLevels, numberLevels } from './levels.ts';
export { type BindQuestion, outputQuestions, withOutput } from './output.ts';
export type { FoundSequence } from './sequence.ts';
export { type BoundTable, bindTabular } from './tabular.ts';
export { type TakenNumbers, takenNumbers } from './taken-numbers.ts';
export { bindText, looksLikeText } from './text.ts';
