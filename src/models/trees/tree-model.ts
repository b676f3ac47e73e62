import { OrielError } from '../../errors.ts';
import type { Post } from '../../structures/final-step.ts';
import type { Linear } from '../../structures/linear.ts';
import type { Trees } from '../../structures/trees.ts';
import { treeWords } from '../../words/en.ts';

/** What a model file holds beside its structure. */
interface Answers {
  readonly format: 'onnx' | 'xgboost' | 'lightgbm';
  /** From raw outputs to the model's answers. */
  readonly post: Post;
  /** Names of the columns where the file holds them. */
  readonly names: readonly string[] | null;
  /** Names of the classes, in the order of the answers. */
  readonly classes: readonly string[] | null;
}

export interface TreeModel extends Answers {
  readonly kind: 'trees';
  readonly trees: Trees;
}

export interface LinearModel extends Answers {
  readonly kind: 'linear';
  readonly linear: Linear;
}

/**
 * Runs a reader; what it throws beside typed errors, on bytes that break its assumptions, becomes
 * `model-trees`.
 */
export function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('model-trees', { file, text: treeWords.unreadable }, { cause: error });
  }
}

/** A `model-trees` error: what is wrong with the file. */
export const malformed = (file: string, text: string): OrielError => new OrielError('model-trees', { file, text });
