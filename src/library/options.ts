import type { Card } from '../data/card.ts';
import type {
  Answers,
  Budget,
  Cell,
  ImageChoice,
  OpenedPicture,
  SequenceChoice,
  TabularChoice,
  TextChoice,
} from '../engine/protocol.ts';
import type { OptionValues } from '../explainers/explainer.ts';
import type { Space } from '../games/game.ts';
import type { LevelOrder } from '../models/bind/index.ts';
import type { BackendWish, TreesAnswering } from '../models/model.ts';
import type { GivenFile } from './given-files.ts';

/**
 * Files by what they are to be, where nothing is to be told apart.
 *
 * @example
 * const model = await oriel.open({ model: 'm.txt', table: 'rows.txt' });
 */
export interface FilesByRole {
  readonly model: GivenFile;
  /** Files that hold its weights. Default: those that lie beside its address. */
  readonly parts?: readonly GivenFile[];
  readonly table?: GivenFile;
  /** Default: the one that its card names, beside the card's address or the model's. */
  readonly vocabulary?: GivenFile;
}

/** Files to open: one, several that are told apart, or each in its role. */
export type Files = GivenFile | readonly GivenFile[] | FilesByRole;

/**
 * How a model is opened.
 *
 * @example
 * const model = await oriel.open(['gbt.onnx', 'data.csv'], { card: 'gbt.card.json' });
 */
export interface OpenOptions {
  /** The model's card: its file, or what is in it. With a card nothing is guessed. */
  readonly card?: Card | GivenFile;
  /**
   * Answers to questions, by what they are about: `{ layout: 'NCHW', normalisation: 'imagenet' }`.
   */
  readonly answers?: Answers;
  /**
   * Which guesses are questions. `needed`, the default: those that would explain another model if
   * they were wrong (a picture's layout, size and scaling). `all`: any. `none`: whoever opens looks
   * at `model.facts.questions`, where all others are; they are answered by their guess.
   */
  readonly ask?: 'needed' | 'all' | 'none';
  /** The table's column with the right answers; null where it has none. Default: recognised. */
  readonly target?: string | null;
  /** The sheet of a workbook. Default: the one that fits best. */
  readonly sheet?: string;
  /** The order of levels whose numbers neither the model's file nor a card says. */
  readonly levels?: LevelOrder;
  /** The output tensor to explain, where the model has several. */
  readonly outputTensor?: string;
  /** Which trees answer, where training stopped early. Default: those up to the best round. */
  readonly trees?: TreesAnswering;
}

/**
 * An input to explain: of a table the row's number, its cells in the order of `facts.columns`, or
 * cells by column name (names the model does not take are passed over); a text, as a string or in
 * an object; a picture, also one that a session has opened.
 *
 * @example
 * model.explain(384);
 * model.explain({ age: 31, housing: 'rent', income: null });
 * texts.explain({ text: 'Could you please send me the file?' });
 * photos.explain(new URL('./cat.jpg', import.meta.url));
 */
export type Input = RowInput | PartedInput;

/** A row of a table. */
export type RowInput = number | readonly Cell[] | Readonly<Record<string, Cell>>;

/** A text or a picture. */
export type PartedInput = { readonly text: string } | GivenFile | OpenedPicture;

/**
 * Rows that an explanation compares with: some of the table's, or all of another table's.
 *
 * @example
 * model.explain(384, { background: { rows: 50 } });
 * model.explain(384, { background: { file: 'reference.csv' } });
 */
export type Background =
  | { readonly rows: number; readonly method?: 'sample' | 'k-means' }
  | { readonly file: GivenFile };

/**
 * How something is explained. Requests that differ in none of these but `budget.milliseconds`,
 * `priority`, `watched`, `signal`, `fresh` and `keep` give the same bits on the CPU.
 *
 * @example
 * model.explain(384, { explainer: 'kernel-shap', budget: { samples: 2000 }, seed: 7 });
 */
export interface ExplainOptions {
  /** By name: `auto` (the default), `exact`, `tree-shap`, `kernel-shap`, `gp-shap`, `lime` … */
  readonly explainer?: string;
  /** The explainer's own options: `{ paired: false }`. */
  readonly explainerOptions?: OptionValues;
  /** Names of outputs, or all. Default: of two classes the last, of more the predicted one. */
  readonly outputs?: 'default' | 'all' | readonly string[];
  /** Where values add up. Default: `output`, the model's own units; `logit`, or `raw` scores. */
  readonly space?: Space;
  /** Players of several columns: `{ address: ['street', 'town'] }`. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** Of tables. Default: a sample of 100 rows. */
  readonly background?: Background;
  /** Of pictures: how many regions, and what hides one: `{ segments: 60, fill: 'blur' }`. */
  readonly image?: ImageChoice;
  /**
   * Of tables: what stands for absent columns. Default: the background's values, whatever the
   * present columns are. `{ absent: 'conditional' }` draws what goes with the present ones, which
   * gives columns a share for what they tell about others; the background is then a sample of 1,000
   * rows. `imputer` says how, `draws` how many rows a combination.
   */
  readonly tabular?: TabularChoice;
  /** Of texts: what a player is and how it is hidden: `{ players: 'sentences' }`. */
  readonly text?: TextChoice;
  /** Of sequences: what a player is: `{ players: 'step' }`. */
  readonly sequence?: SequenceChoice;
  /** Whether deletion and insertion curves are added. Default: true. */
  readonly curves?: boolean;
  /** Of the random numbers, 0 to 4294967295. Default: 0. */
  readonly seed?: number;
  /**
   * What ends it, whichever comes first: `samples` (coalitions), `milliseconds`, and `error` (the
   * largest standard error over the sum of absolute values; 0 never stops). Where the milliseconds
   * are over before the model was open and had answered, the job fails with `failure-time`.
   */
  readonly budget?: Budget;
  /** `wasm` is the CPU: the same bits everywhere. Default: `auto`. */
  readonly backend?: BackendWish;
  /**
   * Whether somebody watches its estimates: of a slow model, a first impression is then worth some
   * calls. Default: false.
   */
  readonly watched?: boolean;
  /** A batch lets what a person waits for go first. Default: `person`; of batches `batch`. */
  readonly priority?: 'person' | 'batch';
  /** Aborting it cancels, as `job.cancel()` does. */
  readonly signal?: AbortSignal;
  /** Whether the model is asked for everything anew, whatever is kept or known. Default: false. */
  readonly fresh?: boolean;
  /** Whether it may be kept. Default: true; what the Oriel keeps at all is its own option. */
  readonly keep?: boolean;
}
