import type { Message } from '../../catalogue/message.ts';
import type { PlayerKind } from '../../data/text/text-players.ts';
import type { OptionValues } from '../../explainers/explainer.ts';
import type { Imputer, Space } from '../../games/game.ts';
import type { BackendWish } from '../../models/model.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Explanation } from '../../records/record.ts';
import type { Deciding } from '../../records/request.ts';
import type { PictureHandle, TableHandle } from './files.ts';
import type { Cell } from './studies.ts';

/** The input to explain: a row of the study's data, a row typed by hand, a picture, or a text. */
export type InputChoice =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'values'; readonly values: readonly Cell[] }
  | { readonly kind: 'picture'; readonly picture: PictureHandle }
  | { readonly kind: 'text'; readonly text: string };

export interface BackgroundChoice {
  readonly method: 'sample' | 'k-means' | 'all';
  /**
   * Rows wanted, within `limits.backgroundRows` or `limits.conditionalRows`; `all` takes every row
   * of the table instead.
   */
  readonly rows: number;
  /** Table they come from. Default: the study's own. */
  readonly table?: TableHandle;
}

export interface ImageChoice {
  /** Superpixels wanted, within `limits.segments`. */
  readonly segments: number;
  /** What hides a superpixel: blur, mean, or a colour as #rrggbb. */
  readonly fill: string;
}

/** What a player of a sequence is: a feature at all steps, a step with all features, or a cell. */
export type SequencePlayers = 'feature' | 'step' | 'cell';

export interface SequenceChoice {
  readonly players: SequencePlayers;
}

/** How absent columns are drawn given the present ones. */
export type ImputerName = Imputer['kind'];

export interface TabularChoice {
  /**
   * What stands for absent columns. `marginal`, the default: the background's values, whatever the
   * present columns are. `conditional`: what goes with the present ones, by the background.
   */
  readonly absent?: 'marginal' | 'conditional';
  /**
   * How it is drawn. Default: by a Gaussian copula, where there are categories or very many columns
   * by the nearest rows.
   */
  readonly imputer?: ImputerName;
  /** Rows drawn for each combination, within `limits.draws`. Default: 100. */
  readonly draws?: number;
}

export interface TextChoice {
  /** What a player is. Default: a word. */
  readonly players?: PlayerKind;
  /**
   * How words are hidden: by the mask token, by removing them, or by empty places. Default: the
   * mask token where the model has one (LIME: removed).
   */
  readonly absent?: 'mask' | 'remove' | 'pad';
  /** Which part of a text that is too long for the model, from 0. */
  readonly window?: number;
}

/** Limits of an explanation; the first one reached stops it. */
export interface Budget {
  readonly samples?: number;
  /**
   * Ends early what would be done without it, this long after its turn came. With an `error` and
   * without `samples`, their number is open.
   */
  readonly milliseconds?: number;
  /**
   * Largest standard error over the sum of absolute attributions. Default: 0.01 (see
   * `ERROR_TARGET` in `limits.ts`); 0 never stops.
   */
  readonly error?: number;
}

/**
 * Everything that decides an explanation: an equal request gives equal bits on the same back end.
 */
export interface ExplainRequest {
  readonly study: string;
  readonly input: InputChoice;
  readonly explainer: { readonly name: string; readonly options?: OptionValues };
  /** 'default': binary the last, multiclass the predicted one, regression all, commonly one. */
  readonly outputs: 'default' | 'all' | readonly string[];
  /**
   * The space in which values add up. Default: the model's own units. `raw` needs a model whose
   * structure can be read.
   */
  readonly space?: Space;
  readonly seed: number;
  readonly budget: Budget;
  /**
   * Whether deletion and insertion curves are added: about 30 coalitions an output. Default: yes.
   */
  readonly curves?: boolean;
  readonly background?: BackgroundChoice;
  readonly image?: ImageChoice;
  readonly text?: TextChoice;
  /** Of tables: what stands for absent columns. */
  readonly tabular?: TabularChoice;
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** Of sequences: what a player is. Default: a cell, one feature at one step. */
  readonly sequence?: SequenceChoice;
  /** `wasm` is the CPU, by the runtime or by our own reading of the model's structure. */
  readonly backend?: BackendWish;
}

/** A range of the study's rows, both ends included, all explained in the same way. */
export interface RowsRequest extends Omit<ExplainRequest, 'input'> {
  readonly first: number;
  readonly last: number;
  /**
   * Whether rows that are explained together are handed out as numbers alone. They come as fast as
   * they are explained, which is several times as fast as their records are made.
   */
  readonly numbers?: boolean;
}

/** Rows in a row that were explained together, as numbers alone. */
export interface RowNumbers {
  readonly count: number;
  /** Of each row, K predictions, then K × players attributions. */
  readonly packed: Float64Array;
  /** Of each row, the place of the one output that is explained; null where all K are. */
  readonly chosen: Int32Array | null;
  /** A record that says how they were made, of one of them. */
  readonly like: Explanation;
  /** Names of the K outputs, and what each goes on from. */
  readonly outputs: readonly string[];
  readonly base: Float64Array;
  /** Whether standard errors are 0; else none are known. */
  readonly exact: boolean;
}

/** A request with everything that decides its values spelt out. */
export interface Identified {
  /**
   * The explainer is the one that is chosen without a limit of time, its options are filled in, and
   * outputs have names. `requestId`, `familyId` and `gameId` (`records/request.ts`) name it.
   */
  readonly request: Deciding;
  /** See `ExplainerDescription.nested`. */
  readonly nested: boolean;
  /** What else a record says of how it was asked for: values do not depend on it. */
  readonly requested: string;
  readonly background: Pick<NonNullable<Explanation['background']>, 'method' | 'seed'> | null;
}

/**
 * What the engine knows of a game: the model's answers, as the CPU gave them, to sets of players of
 * one input. To be kept with its `gameId`, and taught to an engine later.
 */
export interface KnownValues {
  readonly players: number;
  /** Indices of the outputs whose values these are: all of the model's where there are few. */
  readonly outputs: readonly number[];
  /** What on the CPU gave them: they answer for nothing else. */
  readonly by: CpuName;
  /** Sets of players, each of `ceil(players / 32)` little-endian words of 32 bits. */
  readonly coalitions: Uint8Array;
  /** Coalitions × outputs, as explainers are given them. */
  readonly values: Float64Array;
  /** Rows of a table that were drawn around the input (LIME), and rows × outputs of answers. */
  readonly rows?: { readonly data: Numbers; readonly values: Float64Array };
}

/** What answers on the CPU: our own reading of a structure, WebAssembly, or plain JavaScript. */
export type CpuName = 'native' | 'wasm' | 'cpu';

/** How far a running explanation is. `record`, once there is an estimate, is complete and valid. */
export interface Progress {
  readonly phase: 'preparing' | 'sampling' | 'solving';
  /** Coalitions valued so far, and in all (null where only time or error limit them). */
  readonly done: number;
  readonly total: number | null;
  /**
   * Rows that the model has really been asked for: fewer than the record's `calls` where some
   * values were known. The last update of a job has the final number.
   */
  readonly calls: number;
  /** Rows that were not asked for, since their answers were known before this job began. */
  readonly known: number;
  readonly milliseconds: number;
  readonly record: Explanation | null;
  /** Something worth a line to the person: a worker was replaced, a back end was left. */
  readonly note: Message | null;
  /** Rows explained so far and in all, where a range is explained. */
  readonly rows?: { readonly done: number; readonly total: number };
}

/** Who asks, and how urgently. */
export interface Place {
  /** Clients (the page, each widget on it) take turns. */
  readonly client?: string;
  /** Batch work yields to what a person is looking at, even after it has begun. */
  readonly batch?: boolean;
  /** Somebody watches: a first impression is worth some calls of a slow model. */
  readonly watched?: boolean;
  /** Whether the model is asked for everything anew, whatever is known of its answers. */
  readonly fresh?: boolean;
}

/** A model's answer to one input: K numbers in its own units. */
export interface Prediction {
  readonly outputs: readonly string[];
  readonly values: readonly number[];
}

/** Whether answers held, and why records name the back end that they do from then on. */
export type Comparison = { readonly agrees: boolean } & Pick<Explanation['backend'], 'why' | 'whyMessage'>;
