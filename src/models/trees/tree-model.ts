import { type Message, type MessageKey, type MessageValues, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { FinalStep } from '../../structures/final-step.ts';
import type { Linear } from '../../structures/linear.ts';
import type { Trees } from '../../structures/trees.ts';
import type { Categories, StoppedEarly } from '../model.ts';

/** What a model file holds besides its structure. */
interface Answers {
  readonly format: 'onnx' | 'xgboost' | 'lightgbm';
  /** From raw outputs to the model's answers. */
  readonly finalStep: FinalStep;
  /** Names of the columns where the file holds them. */
  readonly names: readonly string[] | null;
  /** Names of the classes, in the order of the answers. */
  readonly classes: readonly string[] | null;
  /** What the file says of columns of categories. Absent: there are none. */
  readonly categories?: readonly (Categories | null)[];
  /** Whether several answers are those to several questions, not to one about classes. */
  readonly targets?: boolean;
  /** Where its training stopped early. */
  readonly stopped?: StoppedEarly;
  /** What is to be said about how the file is read. */
  readonly notices?: readonly Message[];
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
 * Runs a reader. What it throws on bytes that break its assumptions becomes `model-trees`; typed
 * errors stay.
 */
export function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('model-trees', { file, text: message('tree.unreadable') }, { cause: error });
  }
}

export type TreeMessageKey = Extract<MessageKey, `tree.${string}`>;

/** A `model-trees` error: what is wrong with the file. */
export const malformed = (file: string, key: TreeMessageKey, values?: MessageValues): OrielError =>
  new OrielError('model-trees', { file, text: message(key, values) });

/** A `model-kind` error: a file that is in order, but of a kind that Oriel does not read. */
export const unsupported = (file: string, key: TreeMessageKey, values?: MessageValues): OrielError =>
  new OrielError('model-kind', { file, text: message(key, values) });

/** Names a node for an error: trees are counted from 1, nodes are numbered as the file does. */
export const nodeText = (tree: number, node: number): Message => message('tree.node', { tree: tree + 1, node });
