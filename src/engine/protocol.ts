// Every message between the page (or command line), the engine's worker and the evaluators'
// workers.

import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Column } from '../data/tables/table.ts';
import type { PlayerKind } from '../data/text/text-players.ts';
import type { OptionValues, PreparedFacts, StructureContext } from '../explainers/explainer.ts';
import type { Coalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { AnswersBy, BackendWish, Binding, EmbeddingPath, Model, ModelFacts } from '../models/model.ts';
import type { Derivative } from '../models/tfjs/differentiable.ts';
import type { Explanation } from '../records/record.ts';

// ---------------------------------------------------------------- page ↔ engine

/** A table's cell as a person reads it: a level's name for a category, null where it is missing. */
export type Cell = number | string | null;

/** A file's bytes: from the person's disk, or fetched from the origin by the engine's worker. */
export type FileSource =
  | { readonly name: string; readonly data: Blob | ArrayBuffer }
  | { readonly name: string; readonly url: string };

/** A handle is a short string that the engine gives out; what it stands for stays in its worker. */
export type ModelHandle = string;
export type TableHandle = string;
export type PictureHandle = string;
export type VocabularyHandle = string;

/** A model's file that was read: what it says of itself, and a handle. */
export interface OpenedModel {
  readonly handle: ModelHandle;
  readonly facts: ModelFacts;
}

/** A table's file that was read; what its columns hold is recognised once there is a model. */
export interface OpenedTable {
  readonly handle: TableHandle;
  readonly file: string;
  /** The header, a target column included. */
  readonly columns: readonly string[];
  readonly rows: number;
}

export interface OpenedPicture {
  readonly handle: PictureHandle;
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** A vocabulary's file that was read; a model and a card make it a tokenizer. */
export interface OpenedVocabulary {
  readonly handle: VocabularyHandle;
  readonly file: string;
}

/** A question the engine cannot answer alone: the page asks it, the command line exits with 3. */
export interface Question {
  readonly about:
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

/** The input to explain: a row of the study's data, a row typed by hand, a picture, or a text. */
export type InputChoice =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'values'; readonly values: readonly Cell[] }
  | { readonly kind: 'picture'; readonly picture: PictureHandle }
  | { readonly kind: 'text'; readonly text: string };

export interface BackgroundChoice {
  readonly method: 'sample' | 'k-means' | 'all';
  /** Rows wanted, within `limits.backgroundRows`; `all` takes every row of the table instead. */
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
   * Ends early what would be done without it. With an `error` and without `samples`, their number
   * is open.
   */
  readonly milliseconds?: number;
  /**
   * Largest standard error over the sum of absolute attributions. Default: 0.01 (see
   * `jobs/stopping-rule.ts`); 0 never stops.
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
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** `wasm` is the CPU, by the runtime or by our own reading of the model's structure. */
  readonly backend?: BackendWish;
}

/** A range of the study's rows, both ends included, all explained in the same way. */
export interface RowsRequest extends Omit<ExplainRequest, 'input'> {
  readonly first: number;
  readonly last: number;
}

/** How far a running explanation is. `record`, once there is an estimate, is complete and valid. */
export interface Progress {
  readonly phase: 'preparing' | 'sampling' | 'solving';
  /** Coalitions valued so far, and in all (null where only time or error limit them). */
  readonly done: number;
  readonly total: number | null;
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
}

/** A model's answer to one input: K numbers in its own units. */
export interface Prediction {
  readonly outputs: readonly string[];
  readonly values: readonly number[];
}

export interface EngineOptions {
  /** Evaluators on the CPU. Default: as many as cores and memory allow. */
  readonly workers?: number;
}

/** The engine as the page and the command line see it. It lives in its own worker. */
export interface EngineApi {
  /**
   * `beside`: the files that came with it, for a model that keeps its weights in other files. Those
   * of a URL are fetched from beside it.
   */
  openModel(file: FileSource, beside?: readonly FileSource[]): Promise<OpenedModel>;
  openTable(file: FileSource): Promise<OpenedTable>;
  openPicture(file: FileSource): Promise<OpenedPicture>;
  /** A tokenizer.json, a vocab.txt or a word index (JSON). */
  openVocabulary(file: FileSource): Promise<OpenedVocabulary>;
  /**
   * Binds a model to data. With a card nothing is guessed; without one, the card is written from
   * what is recognised and from `answers`. Throws typed errors that name the column or the input;
   * everything opened before stays open.
   */
  study(choice: {
    model: ModelHandle;
    table?: TableHandle;
    vocabulary?: VocabularyHandle;
    card?: Card;
    answers?: Answers;
    target?: string | null;
    /** The output tensor to explain, where the model has several. */
    outputTensor?: string;
  }): Promise<Study>;
  /** A row's cells, in the order of the study's columns; empty where there is no table. */
  row(study: string, row: number): Promise<readonly Cell[]>;
  /** A row's target according to the data set, null where it has none. */
  known(study: string, row: number): Promise<Cell>;
  /**
   * Opens a study's model in the evaluators before there is anything to answer. If that fails, the
   * first call that asks for an answer throws.
   */
  warmUp(study: string, backend?: BackendWish): Promise<void>;
  predict(study: string, input: InputChoice, backend?: BackendWish): Promise<Prediction>;
  /**
   * Runs an explanation. `job` names it for `cancel`: a cancelled one resolves with its last
   * estimate, or throws `failure-cancelled` where there is none. Jobs run one at a time, in an
   * order that `place` decides. Throws `failure-busy` where too many wait. A request without a time
   * limit that is already in flight is not computed again: its callers share one record.
   */
  explain(
    job: string,
    request: ExplainRequest,
    progress: (update: Progress) => void,
    place?: Place,
  ): Promise<Explanation>;
  /**
   * Explains rows in their order and hands their records to `take` as they come, several at a time;
   * goes on when `take` resolves. Where the model's structure is read, it is prepared once for all
   * rows, and records have no curves: those would take most of the time.
   */
  explainRows(
    job: string,
    request: RowsRequest,
    take: (records: readonly Explanation[]) => void | Promise<void>,
    progress: (update: Progress) => void,
    place?: Place,
  ): Promise<void>;
  cancel(job: string): Promise<void>;
  /** Holds a job before its next ask and lets others run; that does not change its answer. */
  pause(job: string): Promise<void>;
  resume(job: string): Promise<void>;
  /** Frees what a handle stands for. */
  release(handle: string): Promise<void>;
  /** Ends all jobs and frees everything. The engine can still be used. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- engine ↔ evaluator

/** What an evaluator runs: the bytes of the model (without ZipMap) and how to feed it. */
export interface EvaluatorModel {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly binding: Binding;
  readonly backend: AnswersBy;
  /** Most rows in one call, where memory has run out before. */
  readonly mostRows?: number;
}

export interface EvaluatorReady {
  /** What answers, once it is open. */
  readonly backend: Model['backend'];
  readonly adapter: string | null;
  readonly runtime: string;
  /** K of the model, known for certain once it has run. */
  readonly outputs: number;
  /** Most rows in one call of the model. */
  readonly batchRows: number;
  /** Whether the model answers only one row at a time. */
  readonly oneByOne?: boolean;
}

/** A method that reads the model's structure, and everything it needs except the rows. */
export interface MethodSpec extends Omit<StructureContext, 'structure' | 'random'> {
  readonly name: string;
  readonly options: OptionValues;
  readonly seed: number;
}

/** What an evaluator answers to one part of some work. */
export interface Answered {
  /** Null where the part was skipped. */
  readonly values: Float64Array | null;
  /** How long it worked on this part by its own clock, without messages and other calls. */
  readonly milliseconds: number;
}

/** A model in its own worker. One call at a time. */
export interface EvaluatorApi {
  open(model: EvaluatorModel): Promise<EvaluatorReady>;
  /**
   * Makes a game ready: a masker, the outputs wanted (indices into the model's K) and the space.
   */
  prepare(masker: MaskerSpec, outputs: readonly number[], space: Space): Promise<void>;
  /** Values of coalitions: count × outputs.length, float64. */
  value(coalitions: Coalitions): Promise<Answered>;
  /** Rows [count × columns] straight to the model: count × outputs.length, float64. */
  predict(rows: Float32Array, count: number, outputs: readonly number[]): Promise<Answered>;
  /** Makes ready the method that `explainByMethod` uses from now on. */
  prepareMethod(spec: MethodSpec): Promise<PreparedFacts>;
  /** Rows [count × columns] explained by the prepared method, packed (see `pack`). */
  explainByMethod(rows: Float32Array, count: number): Promise<Answered>;
  /** Answers and derivatives of rows, where the runtime gives them; see `Model.derivatives`. */
  derivatives(rows: Float32Array, count: number, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.heatMap`. */
  heatMap(row: Float32Array, outputs: readonly number[]): Promise<Float64Array>;
  /** Skips the parts of work that it has not begun. */
  skip(): Promise<void>;
  /** For fault tests and clean shutdown: destroys the GPU device, if there is one. */
  destroyDevice(): Promise<void>;
  /** For fault tests: ends the worker from within, silently, as a crash would. */
  end(): Promise<void>;
}
