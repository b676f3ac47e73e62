import type { Message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { Sequence } from '../../data/tables/sequence.ts';
import type { Column } from '../../data/tables/table.ts';
import type { Space } from '../../games/game.ts';
import type { StoppedEarly } from '../../models/model.ts';
import type { Derivative } from '../../models/tfjs/differentiable.ts';

/** A table's cell as a person reads it: a level's name for a category, null where it is missing. */
export type Cell = number | string | null;

/** A question the engine cannot answer alone: the page asks it, the command line exits with 3. */
export interface Question {
  readonly about:
    | 'sheet'
    | 'columns'
    | 'target'
    | 'task'
    | 'classes'
    | 'layout'
    | 'size'
    | 'normalisation'
    | 'outputTensor'
    | `levels of ${string}`;
  readonly text: Message;
  readonly choices: readonly { readonly value: string; readonly label: Message | string }[];
  /** The likeliest choice, which the engine works with until it gets an answer. */
  readonly guess: string;
  /**
   * Of levels: the column, the order of its levels that is the guess, and the likely ones. Any
   * other order, as a list in JSON, is an answer too.
   */
  readonly order?: {
    readonly column: string;
    readonly levels: readonly string[];
    readonly likely: readonly { readonly name: string; readonly levels: readonly string[] }[];
  };
}

/** Answers to questions, by `about`. */
export type Answers = Readonly<Record<string, string>>;

/**
 * A model with its data, ready to be explained. Its card was given, or written from what was
 * recognised and answered. `questions` are those whose answer is only a guess.
 */
export interface Study {
  readonly handle: string;
  readonly card: Card;
  readonly questions: readonly Question[];
  readonly notices: readonly Message[];
  /** Names of the model's outputs, K. */
  readonly outputs: readonly string[];
  /** Tabular: the columns the model takes, in player order. */
  readonly columns: readonly Column[];
  /** Tabular: columns of the table that the model is not given, but for the target. */
  readonly unused?: readonly string[];
  /**
   * Tabular: smallest and largest value of each numeric column in the data (hints for a form), null
   * for categories.
   */
  readonly ranges: readonly (readonly [number, number] | null)[];
  /** Tabular: rows that can be explained; 0 for images. */
  readonly rows: number;
  /** SHA-256 of the model's file. */
  readonly model: string;
  /** What the model is made of, where its file shows it; null where it does not. */
  readonly structure: StructureFacts | null;
  /** Derivatives the model can give. */
  readonly derivatives: readonly Derivative[];
  /** Where training stopped early, and which trees answer. */
  readonly stopped?: StoppedEarly;
  /** Tabular: which step and feature each column is, where they are those of a sequence. */
  readonly sequence?: Sequence;
  /** Text: how much the model takes, and how words can be hidden from it. */
  readonly text?: TextFacts;
}

/** What the page must know about a model that takes text. */
export interface TextFacts {
  /** Tokens the model takes at a time. */
  readonly length: number;
  /** Whether it has a token that stands for a hidden word. */
  readonly mask: boolean;
}

/** What the page must know about a model's structure. */
export interface StructureFacts {
  readonly kind: 'trees' | 'linear';
  /** Spaces in which all outputs can be explained exactly. */
  readonly exact: readonly Space[];
  /** Whether raw scores are other numbers than the model's answers. */
  readonly raw: boolean;
}
