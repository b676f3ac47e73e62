// Every message between the page (or command line), the engine's worker and the evaluators'
// workers.

import type { Card } from '../data/card.ts';
import type { Column } from '../data/tables/table.ts';
import type { PlayerKind } from '../data/text/players.ts';
import type { OptionValues, PreparedFacts, StructureContext } from '../explainers/explainer.ts';
import type { Coalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { AnswersBy, BackendWish, Binding, EmbeddingPath, Model, ModelFacts } from '../models/model.ts';
import type { Derivative } from '../models/tfjs/differentiable.ts';
import type { Explanation } from '../records/record.ts';
import type { Place } from './jobs/queue.ts';

// ---------------------------------------------------------------- page ↔ engine

/**
 * A file by its bytes: from the person's disk, or fetched from the origin by the engine's worker.
 */
export type FileSource =
  | { readonly name: string; readonly data: Blob | ArrayBuffer }
  | { readonly name: string; readonly url: string };

/** Handles are small strings the engine gives out; what they stand for never leaves its worker. */
export type ModelHandle = string;
export type TableHandle = string;
export type PictureHandle = string;
export type VocabularyHandle = string;

/** A model's file, read: what it says, and a handle. */
export interface OpenedModel {
  readonly handle: ModelHandle;
  readonly facts: ModelFacts;
}

/** A table's file, read; what its columns hold is recognised once there is a model. */
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

/** A vocabulary's file, read; with a model and a card it is a tokenizer. */
export interface OpenedVocabulary {
  readonly handle: VocabularyHandle;
  readonly file: string;
}

/** A question the engine cannot answer alone; the page asks, the command line exits 3. */
export interface Question {
  readonly about: 'columns' | 'target' | 'task' | 'classes' | 'layout' | 'size' | 'normalisation';
  readonly text: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** The likeliest choice. */
  readonly guess: string;
}

/** Answers to questions, by `about`. */
export type Answers = Readonly<Record<string, string>>;

/**
 * A model with its data, ready to be explained. The card is given, or written from what was
 * recognised and answered. `questions` are those whose answer was only guessed.
 */
export interface Study {
  readonly handle: string;
  readonly card: Card;
  readonly questions: readonly Question[];
  readonly notices: readonly string[];
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
  /** Derivatives that the model gives. */
  readonly derivatives: readonly Derivative[];
  /** Text: what the model takes. */
  readonly text?: TextFacts;
}

/** What the page is told of a model of text. */
export interface TextFacts {
  /** Tokens it takes at a time. */
  readonly length: number;
  /** Whether it knows a token that stands for a hidden word. */
  readonly mask: boolean;
}

/** What the page is told of a model's structure. */
export interface StructureFacts {
  readonly kind: 'trees' | 'linear';
  /** Spaces in which all outputs can be explained exactly. */
  readonly exact: readonly Space[];
  /** Whether raw scores are other numbers than the model's answers. */
  readonly raw: boolean;
}

/**
 * The input to explain: a row of the study's data, a row of the person's own, a picture, or a text.
 */
export type InputChoice =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'values'; readonly values: readonly (number | string | null)[] }
  | { readonly kind: 'picture'; readonly picture: PictureHandle }
  | { readonly kind: 'text'; readonly text: string };

export interface BackgroundChoice {
  readonly method: 'sample' | 'k-means' | 'all';
  /** Rows wanted, up to 100 ('all' takes every row of the table). */
  readonly rows: number;
  /** Table to take them from; the study's own where absent. */
  readonly table?: TableHandle;
}

export interface ImageChoice {
  /** Superpixels wanted, 20 to 200. */
  readonly segments: number;
  /** blur, mean, or a colour as #rrggbb. */
  readonly fill: string;
}

export interface TextChoice {
  /** What counts as one; words where absent. */
  readonly players?: PlayerKind;
  /**
   * How words are hidden: by the mask token, by taking them out, or by empty places. Absent: mask
   * where the model knows one.
   */
  readonly absent?: 'mask' | 'remove' | 'pad';
  /** Which part of a text longer than the model takes, from 0. */
  readonly window?: number;
}

/** Whichever is reached first stops the explanation. */
export interface Budget {
  readonly samples?: number;
  readonly milliseconds?: number;
  /**
   * Largest standard error over the sum of absolute attributions; 0.01 where absent, 0 for none.
   */
  readonly error?: number;
}

/** What decides an explanation. Same request, same seed: same bits on the same back end. */
export interface ExplainRequest {
  readonly study: string;
  readonly input: InputChoice;
  readonly explainer: { readonly name: string; readonly options?: OptionValues };
  /** 'default': binary the last, multiclass the predicted one, regression the only one. */
  readonly outputs: 'default' | 'all' | readonly string[];
  /**
   * Where values add up; the model's own units where absent. `raw` needs a model whose structure
   * can be read.
   */
  readonly space?: Space;
  readonly seed: number;
  readonly budget: Budget;
  /**
   * Whether deletion and insertion curves are added, at some 30 coalitions an output. Default: yes.
   */
  readonly curves?: boolean;
  readonly background?: BackgroundChoice;
  readonly image?: ImageChoice;
  readonly text?: TextChoice;
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** 'wasm' is the CPU, by the runtime or by our own reading of the model's structure. */
  readonly backend?: BackendWish;
}

/** A range of the study's rows, both ends included, explained alike. */
export interface RowsRequest extends Omit<ExplainRequest, 'input'> {
  readonly first: number;
  readonly last: number;
}

/**
 * News of a running explanation. `record` is there once there is an estimate: it is complete and
 * valid.
 */
export interface Progress {
  readonly phase: 'preparing' | 'sampling' | 'solving';
  /** Coalitions valued so far and in all (null where only time limits it). */
  readonly done: number;
  readonly total: number | null;
  readonly milliseconds: number;
  readonly record: Explanation | null;
  /** A worker was replaced, a back end was left: worth a line to the person. */
  readonly note: string | null;
  /** Rows explained so far and in all, where there are several. */
  readonly rows?: { readonly done: number; readonly total: number };
}

/** A model's answer to one input: K numbers in its own units. */
export interface Prediction {
  readonly outputs: readonly string[];
  readonly values: readonly number[];
}

export interface EngineOptions {
  /** Evaluators on the CPU; default: the cores. */
  readonly workers?: number;
}

/** The engine as the page and the command line see it; lives in its own worker. */
export interface EngineApi {
  /**
   * `beside`: files that came with it, for a model whose weights are in files of their own; an
   * address's are fetched from beside it.
   */
  openModel(file: FileSource, beside?: readonly FileSource[]): Promise<OpenedModel>;
  openTable(file: FileSource): Promise<OpenedTable>;
  openPicture(file: FileSource): Promise<OpenedPicture>;
  /** A tokenizer.json, a vocab.txt or a word index (JSON). */
  openVocabulary(file: FileSource): Promise<OpenedVocabulary>;
  /**
   * Binds a model to data. With a card nothing is guessed; without one, the card is written from
   * what is recognised and `answers`. Throws typed errors naming the column or the input; nothing
   * opened before is lost.
   */
  study(choice: {
    model: ModelHandle;
    table?: TableHandle;
    vocabulary?: VocabularyHandle;
    card?: Card;
    answers?: Answers;
    target?: string | null;
  }): Promise<Study>;
  /** A row's values as the person reads them (level names for categories, null where missing). */
  row(study: string, row: number): Promise<readonly (number | string | null)[]>;
  /** What the data set says a row's target is, null where it says nothing. */
  known(study: string, row: number): Promise<number | string | null>;
  /**
   * Opens a study's model in the evaluators, while what it is to answer is not there yet. What
   * fails is met by who asks for an answer.
   */
  warmUp(study: string, backend?: BackendWish): Promise<void>;
  predict(study: string, input: InputChoice, backend?: BackendWish): Promise<Prediction>;
  /**
   * Runs an explanation. `job` names it for `cancel`: a cancelled one resolves with its last
   * estimate, or throws `failure-cancelled` where there was none. Jobs run one at a time; `place`
   * says among whom. Throws `failure-busy` where too many wait. The same request in flight, without
   * a time limit, is computed once for all who ask.
   */
  explain(
    job: string,
    request: ExplainRequest,
    progress: (news: Progress) => void,
    place?: Place,
  ): Promise<Explanation>;
  /**
   * Explains rows in their order and hands out their records as they come, several at a time; goes
   * on once they were taken. Where the model's structure is read, that is prepared for once, and
   * records have no curves: they would take most of the time.
   */
  explainRows(
    job: string,
    request: RowsRequest,
    take: (records: readonly Explanation[]) => void | Promise<void>,
    progress: (news: Progress) => void,
    place?: Place,
  ): Promise<void>;
  cancel(job: string): Promise<void>;
  /** Holds a job before its next ask and lets others run; its answer does not change by it. */
  pause(job: string): Promise<void>;
  resume(job: string): Promise<void>;
  /** Frees a study, model, table, picture or vocabulary. */
  release(handle: string): Promise<void>;
  /** Ends all jobs and frees everything; the engine can be used again. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- engine ↔ evaluator

/** What an evaluator runs: bytes of the (ZipMap-free) model and how to feed it. */
export interface EvaluatorModel {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly binding: Binding;
  readonly backend: AnswersBy;
  /** Rows of one call, at most: there where memory has run out. */
  readonly mostRows?: number;
}

export interface EvaluatorReady {
  /** What answers in the end. */
  readonly backend: Model['backend'];
  readonly adapter: string | null;
  readonly runtime: string;
  /** K of the model, known for certain once it has run. */
  readonly outputs: number;
  /** Rows of one call of the model, at most. */
  readonly batchRows: number;
  /** Whether the model answers no more than one row at a time. */
  readonly oneByOne?: boolean;
}

/** A method that reads the model's structure, and all it must know but the rows. */
export interface MethodSpec extends Omit<StructureContext, 'structure' | 'random'> {
  readonly name: string;
  readonly options: OptionValues;
  readonly seed: number;
}

/** What an evaluator answers to a part of some work. */
export interface Answered {
  /** Null where the part was skipped. */
  readonly values: Float64Array | null;
  /** How long it worked on this part, by its own clock: messages and other calls not counted. */
  readonly milliseconds: number;
}

/** A model in its own worker. One call at a time. */
export interface EvaluatorApi {
  open(model: EvaluatorModel): Promise<EvaluatorReady>;
  /**
   * The masker of the job to come, the outputs wanted (indices into the model's K) and the space.
   */
  prepare(masker: MaskerSpec, outputs: readonly number[], space: Space): Promise<void>;
  /** Values of coalitions: count × outputs.length, float64. */
  value(coalitions: Coalitions): Promise<Answered>;
  /** Rows [count × columns] straight to the model: count × outputs.length, float64. */
  predict(rows: Float32Array, count: number, outputs: readonly number[]): Promise<Answered>;
  /** A method to read the model's structure with, from now on. */
  prepareMethod(spec: MethodSpec): Promise<PreparedFacts>;
  /** Rows [count × columns] explained by it, packed (see `pack`). */
  explain(rows: Float32Array, count: number): Promise<Answered>;
  /** Answers and derivatives of rows, where the runtime gives any; see `Model.derivatives`. */
  derivatives(rows: Float32Array, count: number, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.heatMap`. */
  heatMap(row: Float32Array, outputs: readonly number[]): Promise<Float64Array>;
  /** Skips the parts of work it was asked for and has not begun. */
  skip(): Promise<void>;
  /** For fault tests and clean shutdown: destroys the GPU device, if there is one. */
  destroyDevice(): Promise<void>;
  /** For fault tests: ends the worker from within, as a crash would, without a word to anyone. */
  end(): Promise<void>;
}
